import { describe, expect, test } from '@jest/globals';
import type { StageName, StageState } from '../../../src/domain/report/stage.ts';
import { type StickyView, stickyComment } from '../../../src/domain/report/sticky-comment.ts';
import { unseenTitle } from '../../../src/domain/report/unseen-report.ts';
import { expectGolden } from './support/golden.ts';
import { hostile, mergeSha, objectsOf, pair, request, sha } from './support/request.ts';

const pull = { number: 13, url: 'https://github.com/org/fleet/pull/13', headSha: sha };
const goneAt = Date.UTC(2026, 7, 20, 12, 4);
const run = (stage: StageName, state: StageState, title: string, at = sha) => ({ sha: at, stage, state, title });
const view = (more: Partial<StickyView>): StickyView => ({
  request: request(),
  phase: 'open',
  pull,
  runs: [],
  made: [],
  ...more,
});
const preview = request({ delivery: 'preview' });
const planned = run('Plan', 'success', '1 cluster checked, no errors');
const made = objectsOf('eu-west-1-12').map((object, index) => ({ ...object, uid: `u${index}` }));

const views: Readonly<Record<string, StickyView>> = {
  opening: { request: request(), phase: 'opening', runs: [], made: [] },
  'open-merge': view({
    runs: [
      planned,
      run('Sync', 'neutral', 'Begins after the merge'),
      run('Ready', 'neutral', 'Begins after the merge'),
    ],
  }),
  'open-plan-failed': view({ runs: [run('Plan', 'failure', '2 errors')] }),
  'open-preview': view({
    request: preview,
    foreignHead: mergeSha,
    runs: [
      planned,
      run('Sync', 'success', 'Synced at 0123456'),
      run('Ready', 'in_progress', 'Waiting for workers: 1/1 control plane, 2/3 workers'),
    ],
  }),
  merged: view({
    request: pair,
    phase: 'merged',
    mergeSha,
    runs: [
      planned,
      run('Sync', 'neutral', 'Begins after the merge'),
      run('Sync', 'success', 'All 2 clusters synced', mergeSha),
      run('Ready', 'action_required', 'Stuck: 1 of 2 clusters ready, quota exhausted', mergeSha),
    ],
  }),
  'ended-ready': view({
    phase: 'ended',
    mergeSha,
    branchRemoved: 'removed',
    runs: [
      planned,
      run('Sync', 'success', 'Synced at fedcba9', mergeSha),
      run('Ready', 'success', 'Ready: 1/1 control plane, 3/3 workers', mergeSha),
      run('Cleanup', 'success', 'Merged: the cluster stays, the branch is gone', mergeSha),
    ],
  }),
  'merged-out-of-sight': view({
    phase: 'merged',
    mergeSha,
    asOf: goneAt,
    runs: [
      planned,
      run('Sync', 'success', 'Synced at fedcba9', mergeSha),
      run('Ready', 'in_progress', 'Waiting for workers: 1/1 control plane, 2/3 workers', mergeSha),
    ],
  }),
  'ended-removed': view({
    phase: 'ended',
    mergeSha,
    branchRemoved: 'removed',
    runs: [
      planned,
      run('Sync', 'neutral', 'The folder was removed from Git again', mergeSha),
      run('Ready', 'neutral', 'The cluster was removed from Git again', mergeSha),
    ],
  }),
  closed: view({
    request: preview,
    phase: 'closed',
    made: made.map((object, index) => (index > 2 ? { ...object, goneAt } : object)),
    runs: [planned, run('Cleanup', 'in_progress', '2 of 5 objects gone')],
  }),
  'ended-clean': view({
    request: preview,
    phase: 'ended',
    branchRemoved: 'removed',
    made: made.map((object) => ({ ...object, goneAt })),
    runs: [planned, run('Cleanup', 'success', 'Clean: 5 objects gone, branch removed')],
  }),
  'ended-nothing-made': view({
    phase: 'ended',
    branchRemoved: 'kept',
    runs: [planned, run('Cleanup', 'success', 'Clean: nothing was made in the cluster, branch kept')],
  }),
};

const upgrade = request({ kind: 'upgrade-cluster', next: '/upgrade-cluster shop version=1.35.2' });
const ready = (state: StageState) => [run('Sync', state, 'Sync', mergeSha), run('Ready', state, 'Ready', mergeSha)];
const url = 'https://github.com/org/fleet/issues/12#issuecomment-7';

describe('what follows', () => {
  test.each<[string, Partial<StickyView>, string]>([
    [
      'an open request',
      { phase: 'open' },
      '**Then:** once this is merged and ready, `/upgrade-cluster shop version=1.35.2`',
    ],
    ['one that is merged', { phase: 'merged', mergeSha, runs: ready('in_progress') }, '`/cancel` stops that.'],
    [
      'one that nobody can see',
      { phase: 'ended', mergeSha, runs: [run('Ready', 'neutral', unseenTitle, mergeSha)] },
      '**Then:** nothing by itself. Give `/upgrade-cluster shop version=1.35.2` when you see that it is ready.',
    ],
    [
      'one whose cluster left Git again',
      { phase: 'ended', mergeSha, runs: ready('neutral') },
      '**Then:** nothing. The cluster was removed from Git again.',
    ],
    [
      'one whose files were changed again',
      { phase: 'merged', mergeSha, overtaken: 'abcdef0123456789abcdef0123456789abcdef01', runs: ready('neutral') },
      '**Then:** nothing. `abcdef012345` changed these files again before this was ready; to go on, give',
    ],
    [
      'one that is to be tidied up, whose files were changed again',
      {
        ...{ request: request({ kind: 'upgrade-cluster', next: '/remove-templates shop' }), phase: 'merged', mergeSha },
        ...{ overtaken: 'abcdef0123456789abcdef0123456789abcdef01', runs: ready('neutral') },
      },
      '**Then:** once what `abcdef012345` made of these files is ready, and nothing refers to the old templates any more, ',
    ],
    [
      'one that was continued',
      { phase: 'ended', mergeSha, train: { verdict: 'continued', url } },
      `was [given](${url}).`,
    ],
    [
      'one that was stopped',
      { phase: 'merged', mergeSha, train: { verdict: 'stopped', by: 'ann', url } },
      `**Then:** nothing. ann [stopped](${url}) `,
    ],
  ])('%s', (_name, more, expected) => {
    expect(stickyComment(view({ request: upgrade, ...more }))).toContain(expected);
  });

  test('a request that was closed, or that nothing follows: nothing', () => {
    expect(stickyComment(view({ request: upgrade, phase: 'ended' }))).not.toContain('**Then:**');
    expect(stickyComment(view({ phase: 'merged', mergeSha }))).not.toContain('**Then:**');
  });
});

describe('stickyComment', () => {
  test.each(Object.entries(views))('%s', (name, each) => {
    expectGolden(`sticky/${name}`, stickyComment(each));
  });

  test('leaves room for the marker and lets no foreign text out', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({ ...objectsOf('a')[0], name: `a-${index}`, uid: 'u' }));
    const body = stickyComment(
      view({ phase: 'closed', made: many as StickyView['made'], runs: [run('Plan', 'failure', hostile)] }),
    );
    expect(Buffer.byteLength(body)).toBeLessThan(65_535 - 20_000);
    expect(body).not.toMatch(/@octocat|<!--|[^\\]\]\(javascript|ghp_/);
  });
});
