import type { Log } from '../ports/log.ts';
import type { Recovery } from '../ports/recovery.ts';
import type { Settings } from '../ports/requests.ts';

interface Needs {
  readonly recovery: Recovery;
  readonly settings: Settings;
  readonly log: Log;
}

const mark = 'deliveries';
const tries = 3;

/**
 * Asks GitHub to send again what did not reach us since the last look. GitHub itself never does. A delivery that keeps failing
 * is asked for at most three times. Returns how many were asked for.
 */
export const createRecoverDeliveries = (needs: Needs) => async (): Promise<number> => {
  const watermark = await needs.settings.get(mark);
  const deliveries = await needs.recovery.deliveriesSince(watermark);
  const arrived = new Set(deliveries.filter((each) => each.ok).map((each) => each.guid));
  const lost = new Map(deliveries.filter((each) => !arrived.has(each.guid)).map((each) => [each.guid, each.id]));
  let asked = 0;
  for (const [guid, id] of [...lost].reverse()) {
    const key = `redelivered:${guid}`;
    const before = Number((await needs.settings.get(key)) ?? 0);
    if (before >= tries) continue;
    await needs.settings.put(key, String(before + 1));
    await needs.recovery.redeliver(id);
    asked += 1;
  }
  const newest = deliveries[0];
  if (newest !== undefined) await needs.settings.put(mark, String(newest.deliveredAt));
  if (asked > 0) needs.log.warn({ deliveries: asked }, 'deliveries had failed and were asked for again');
  return asked;
};
