import { expect } from '@jest/globals';
import { givingOf } from '../giving.ts';
import { readingOf } from '../reading.ts';
import { eventually, type World } from '../world.ts';
import { filesSay } from './files-say.ts';
import { type Modelled, people } from './foresee.ts';
import type { Scene } from './scene.ts';
import type { Standing } from './standing.ts';
import type { Name } from './steps.ts';

/** A cluster of the model, and the pull request of its open request. */
export interface Held {
  readonly model: Modelled;
  readonly pull: number | undefined;
}

/** Holds Git, locks, pull requests and branches against the model. */
export async function holds(world: World, scene: Scene, clusters: ReadonlyMap<Name, Held>): Promise<void> {
  const reading = readingOf(world);
  const { issue } = await givingOf(world).give('/locks');
  const [listed = ''] = reading.answers(issue.number);
  for (const [name, { model, pull }] of clusters) {
    const { packaging, stands, lock, open, kept } = model;
    const called = scene.named(name);
    const ofCluster = new RegExp(`\\b${called}(?![0-9])`);
    const pulls = reading.pulls().filter(({ state, title }) => state === 'open' && ofCluster.test(title));
    const branch = pulls[0]?.pull.head.ref;
    const said = {
      main: filesSay(called, packaging, await scene.filesOf(name, 'main')),
      request: branch && filesSay(called, packaging, await scene.filesOf(name, branch)),
      lock: people.find((who) => listed.includes(`| \`${called}\` | ${who} |`)),
      open: pulls.map(({ number }) => number),
    };
    const foreseen = { main: inFiles(stands), request: inFiles(open?.head), lock };
    expect({ name, ...said }).toEqual({ name, ...foreseen, open: open === undefined ? [] : [pull] });

    const wanted = kept + (open === undefined ? 0 : 1);
    let branches: readonly string[] = [];
    await eventually(
      async () => {
        branches = (await reading.branches()).filter((each) => ofCluster.test(each));
        return branches.length === wanted ? true : undefined;
      },
      () => ({ name, wanted, branches }),
    );
  }
}

/** As the readers of files say it. */
function inFiles(standing: Standing | undefined) {
  if (standing === undefined) return undefined;
  const pools = Object.entries(standing.pools);
  return {
    ...standing,
    pools: Object.fromEntries(pools.map(([name, { note: _, ...pool }]) => [name, pool])),
    notes: [...standing.notes, ...pools.flatMap(([, { note }]) => note ?? [])].sort(),
  };
}
