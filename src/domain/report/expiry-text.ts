import { lifetime } from '../cluster/summary.ts';
import { block, mono, timeOfDay } from './markdown.ts';

/** When a life ends, as one sentence; `endsAt` is absent where the merge was not found. */
export const lifeNote = (ttlSeconds: number, endsAt: number | undefined): string =>
  `⏳ It lives ${lifetime(ttlSeconds)} from the merge${endsAt === undefined ? '' : `, until ${timeOfDay(endsAt)}`}`;

/** The comment that warns of the end of a cluster's life; a signed marker follows. */
export function expiryWarning(cluster: string, ttlSeconds: number, endsAt: number): string {
  return [
    `⏳ ${mono(cluster)} was asked for with a lifetime of ${lifetime(ttlSeconds)}. After **${timeOfDay(endsAt)}** ClusterOps opens a draft pull request that deletes it; nothing goes before somebody confirms and merges that.`,
    `To keep it for longer, comment the time that it is to live on beyond that, for example:\n\n${block(`/extend-cluster ${cluster} ttl=48h`)}`,
    'To keep it for good, take its lifetime out of its files.',
  ].join('\n\n');
}
