import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { place, startWire, type Wire } from './support/wire.ts';

let wire: Wire;
let headSha: string;
let number: number;
beforeEach(async () => {
  wire = await startWire();
  const change = await wire.change();
  const opened = await wire.github.changes.ensure(change);
  if (opened.state !== 'open') throw new Error(opened.state);
  ({ headSha } = opened);
  ({ number } = opened.pull);
});
afterEach(() => wire.close());

const allow = (allowed: boolean, ...required: readonly string[]): void => {
  wire.sandbox.control.allowAutoMerge(place, allowed);
  wire.sandbox.control.protect(place, 'main', required);
};
const ask = (sha = headSha) => wire.github.autoMerge.ask(wire.repository, { number, headSha: sha });
const plan = (state: 'success' | 'failure') =>
  wire.github.announcements.publish({
    repository: wire.repository,
    runs: [
      {
        sha: headSha,
        externalId: `a/plan/${state}`,
        report: { stage: 'Plan', state, title: 'Plan', summary: 'As it is.', annotations: [], actions: [] },
      },
    ],
  });
const stateOf = async () => (await wire.github.pulls.read(wire.repository, number))?.state;

describe('a pull request that GitHub is to merge', () => {
  test('is merged once what its base requires is met, however often it was asked for', async () => {
    allow(true, 'ClusterOps / Plan');
    expect([await ask(), await ask()]).toEqual(['asked', 'asked']);
    expect(wire.calls().filter((call) => call === 'EnableAutoMerge')).toHaveLength(1);
    await plan('failure');
    expect(await stateOf()).toBe('open');
    await plan('success');
    expect(await stateOf()).toBe('merged');
  });

  test.each<readonly [string, () => Promise<unknown>, unknown]>([
    ['the repository does not allow it', async () => allow(false, 'ClusterOps / Plan'), /does not allow auto-merge/],
    ['nothing is to be met', async () => allow(true), /^Pull request Pull request is in clean status$/],
    [
      'it is closed',
      async () => {
        allow(true, 'ClusterOps / Plan');
        await wire.github.pulls.close(wire.repository, number);
      },
      /is not open/,
    ],
  ])('is left to people where %s', async (_, given, why) => {
    await given();
    expect(await ask()).toEqual({ refused: expect.stringMatching(why as RegExp) });
    expect(await stateOf()).not.toBe('merged');
  });

  test('is not merged with another head than the one that was meant', async () => {
    allow(true, 'ClusterOps / Plan');
    const base = await wire.head();
    expect(await ask(base)).toEqual({ refused: expect.stringContaining('Head branch was modified') });
  });
});
