/**
 * A process to be killed: takes deliveries and jobs in as fast as it can and works them off, and says on standard output
 * what was acknowledged and what was done. `drain` works off what is left instead, then ends by itself.
 */
import { writeSync } from 'node:fs';
import type { JobHandlers } from '../../../src/ports/jobs.ts';
import { openDatabase } from '../../../src/queue/open.ts';

const [place = '', life = '', mode = 'feed'] = process.argv.slice(2);
const say = (word: string, id: string): void => {
  writeSync(1, `${word} ${id}\n`);
};
const said = (fields: object, message: string): void => say('log', `${message} ${JSON.stringify(fields)}`);
const queue = await openDatabase({
  ...(place.startsWith('postgres:') ? { url: place } : { folder: place }),
  log: { info: said, warn: said, error: said, debug: () => {} },
  presence: { beatMs: 100, goneMs: 2_000 },
});
const run =
  (word: string) =>
  async (payload: object): Promise<void> => {
    const id = 'requestId' in payload ? String(payload.requestId) : '';
    say('began', id);
    await new Promise((resolve) => setTimeout(resolve, id.startsWith('long') ? 60_000 : 2));
    say(word, id);
  };
const handlers = Object.fromEntries(
  [
    'handle-command',
    'check-pull',
    'observe',
    'clean-up',
    'adopt-pull',
    'check-action',
    'delete-cluster',
    'expire-clusters',
    'reconcile',
  ].map((kind) => [kind, run('ran')]),
) as unknown as JobHandlers;

const stop = await queue.inbox.drain(async ({ id }) => {
  // What a real handler does: a job of a known identity, so that a second handling adds nothing.
  await queue.jobs.add('observe', { requestId: `of-${id}` }, { id: `of-${id}` });
  say('handled', id);
});
await queue.workers.start(handlers);
say('open', life);

const feed = async (lane: number): Promise<void> => {
  for (let index = 0; ; index++) {
    const id = `${life}-${lane}-${index}`;
    await queue.inbox.store({ id, event: 'issues', payload: { repository: { id: lane } } });
    say('stored', id);
    await queue.jobs.add(
      'observe',
      { requestId: `job-${id}` },
      { id: `job-${id}`, keys: [`lane-${lane}`, `odd-${index % 2}`] },
    );
    say('added', `job-${id}`);
  }
};

if (mode === 'feed') await Promise.all([feed(1), feed(2), feed(3)]);
if (mode === 'hold') {
  await queue.jobs.add('observe', { requestId: 'long' }, { id: 'long', keys: ['held'] });
  say('added', 'long');
  await new Promise(() => setInterval(() => {}, 1_000));
}
const left = async (): Promise<number> =>
  (await queue.inbox.depth()).waiting +
  (await queue.workers.depth()).reduce((sum, each) => sum + each.waiting + each.active, 0);
while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
await stop();
await queue.workers.stop(1_000);
await queue.close();
say('closed', life);
