/** A process to be killed or stopped: leads in the place of its second argument, and says so. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../../../src/queue/open.ts';

const [url = '', place = ''] = process.argv.slice(2);
const log = { info() {}, warn() {}, error() {}, debug() {} };
const queue = await openDatabase({ url, log, places: [place] });
await queue.leadership.stand(place, { won: () => writeSync(1, 'leads\n'), lost: () => {} });
