import { type Finding, fault } from '../finding.ts';

/**
 * As many waves as one command may have: each leaves up to four comments on its issue, and of a conversation the last five hundred are read.
 */
const mostWaves = 100;

/** A wave of several in which a command goes over the clusters that a selector fits. */
export interface Wave {
  /** How many clusters each wave has. */
  readonly sizes: readonly number[];
  /** Which one this is, from 0. */
  readonly at: number;
}

/**
 * Cuts clusters into waves of the configured sizes, of which the last holds for all that are left; without sizes all are one wave. `done`
 * clusters are so already, `left` are not: the wave in which the next of them stands comes now, with `take` of them. So the same command
 * given again goes on where it was, whatever is remembered of it.
 */
export function waveOf(configured: readonly number[], done: number, left: number): Wave & { readonly take: number } {
  const total = done + left;
  const sizes: number[] = [];
  for (let sum = 0; sum < total; ) {
    const size = Math.min(configured[sizes.length] ?? configured.at(-1) ?? total, total - sum);
    sizes.push(size);
    sum += size;
  }
  let before = 0;
  let at = 0;
  for (const size of sizes) {
    if (before + size > done) break;
    before += size;
    at += 1;
  }
  return { sizes, at, take: Math.min(left, before + (sizes[at] ?? 0) - done) };
}

/** What keeps a command from having so many waves; empty where nothing does. */
export function checkWaves({ sizes, at }: Wave): readonly Finding[] {
  const left = sizes.length - at;
  if (left <= mostWaves) return [];
  const clusters = sizes.slice(at).reduce((sum, size) => sum + size, 0);
  const message = `${clusters} clusters would change in ${left} waves, and one command has ${mostWaves} at most.`;
  return [fault('cluster/too-many-waves', message)];
}
