import { afterEach, expect, test } from '@jest/globals';
import { clearStage, repository, stage } from './support/stage.ts';

afterEach(clearStage);

const state = (allowed: { readonly mergeCommitAllowed: boolean; readonly squashMergeAllowed: boolean }) => ({
  data: {
    repository: {
      ...{ autoMergeAllowed: true, ...allowed },
      pullRequest: { id: 'PR_1', state: 'OPEN', autoMergeRequest: null },
    },
  },
});
const any = { mergeCommitAllowed: true, squashMergeAllowed: true };
const ask = { number: 1, headSha: 'a'.repeat(40) };

test.each([
  { mergeCommitAllowed: true, squashMergeAllowed: true, method: 'MERGE' },
  { mergeCommitAllowed: false, squashMergeAllowed: true, method: 'SQUASH' },
  { mergeCommitAllowed: false, squashMergeAllowed: false, method: 'REBASE' },
])(
  'is asked for by $method where merge commits are $mergeCommitAllowed and squashing $squashMergeAllowed',
  async ({ method, ...allowed }) => {
    const { github, on, operations } = stage();
    on('AutoMergeState', () => state(allowed));
    on('EnableAutoMerge', () => ({ data: { enablePullRequestAutoMerge: { clientMutationId: null } } }));
    expect(await github.autoMerge.ask(repository, ask)).toBe('asked');
    const [asked] = operations.filter((each) => each.name === 'EnableAutoMerge');
    expect(asked?.variables.input).toEqual({
      ...{ pullRequestId: 'PR_1', expectedHeadOid: ask.headSha },
      mergeMethod: method,
    });
  },
);

test.each<[string, string, 'thrown' | 'refused']>([
  ['what heals by itself is tried again', 'INTERNAL', 'thrown'],
  ['what GitHub refuses is left to people', 'UNPROCESSABLE', 'refused'],
])('%s', async (_name, type, outcome) => {
  const { github, on } = stage();
  on('AutoMergeState', () => state(any));
  const errors = [{ type, path: ['enablePullRequestAutoMerge'], message: 'not now' }];
  on('EnableAutoMerge', () => ({ data: { enablePullRequestAutoMerge: null }, errors }));
  const asked = github.autoMerge.ask(repository, ask).catch(() => 'thrown');
  expect(await asked).toEqual(outcome === 'thrown' ? 'thrown' : { refused: 'not now' });
});
