import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Change } from '../../src/ports/github.ts';
import { clearStage, repository, type Stage, stage } from './support/stage.ts';

afterEach(clearStage);

const base = 'b'.repeat(40);
const change: Change = {
  repository,
  repositoryNodeId: 'R_1',
  requestId: 'k3fq7m2xya',
  branch: 'clusterops/create-blue-k3fq7m2xya',
  base: { name: 'main', sha: base },
  files: [{ path: 'clusters/blue/cluster.yaml', content: 'x\n' }],
  deletions: [],
  message: { headline: 'Create blue', body: '' },
  pull: { title: 'Create blue', body: 'b', draft: false },
  fresh: true,
};
const nothingYet = {
  repository: { base: { __typename: 'Commit', oid: base }, ref: null, pullRequests: { nodes: [] }, file0: null },
};
const failed = (field: string, type: string, message: string) => ({ type, path: [field], message });
const allFailed = (type: string, message: string) => ({
  data: { ref: null, commit: null, pull: null },
  errors: ['ref', 'commit', 'pull'].map((field) => failed(field, type, message)),
});
const ensure = (at: Stage) => at.github.changes.ensure(change);

describe('a refusal', () => {
  test.each([
    ['FORBIDDEN', 'Resource not accessible by integration', 'github/permission'],
    ['FORBIDDEN', 'Repository was archived so is read-only.', 'github/archived'],
    ['UNPROCESSABLE', 'Repository rule violations found', 'github/refused'],
    ['NOT_FOUND', 'Could not resolve to a node', 'github/gone'],
  ])('of the branch (%s: %s) is the fault', async (type, message, code) => {
    const at = stage();
    at.on('OpenChange', () => allFailed(type, message));
    at.on('ChangeState', () => ({ data: nothingYet }));
    await expect(ensure(at)).rejects.toMatchObject({ code });
  });

  test('of the commit for good takes the branch away again', async () => {
    const at = stage();
    let branch = false;
    at.on('OpenChange', (_variables, document) => {
      const [ref, commit] = [document.includes('createRef('), document.includes('createCommitOnBranch(')];
      const errors = [];
      if (commit) errors.push(failed('commit', 'UNPROCESSABLE', 'Commit message does not match a pattern'));
      if (commit && ref) errors.push(failed('pull', 'UNPROCESSABLE', 'No commits between main and it'));
      branch ||= ref;
      return { data: { ...(ref ? { ref: { ref: { id: 'REF_1' } } } : {}), commit: null, pull: null }, errors };
    });
    const ref = () => (branch ? { id: 'REF_1', target: { __typename: 'Commit', oid: base } } : null);
    at.on('ChangeState', () => ({ data: { repository: { ...nothingYet.repository, ref: ref() } } }));
    at.on('BranchHead', () => ({ data: { repository: { id: 'R_1', ref: ref() } } }));
    at.on('RemoveBranch', ({ input }) => {
      expect(input).toEqual({
        repositoryId: 'R_1',
        refUpdates: [{ name: `refs/heads/${change.branch}`, beforeOid: base, afterOid: '0'.repeat(40) }],
      });
      branch = false;
      return { data: { updateRefs: { clientMutationId: null } } };
    });
    await expect(ensure(at)).rejects.toMatchObject({
      code: 'github/refused',
      detail: expect.stringContaining('pattern'),
    });
    expect(branch).toBe(false);
  });

  test('for the rate of the whole document waits, and is sent again when the wait is short', async () => {
    const at = stage();
    let times = 0;
    at.on('OpenChange', () => {
      times += 1;
      return times === 1
        ? { status: 403, body: { message: 'secondary rate limit' }, headers: { 'retry-after': '3' } }
        : allFailed('UNPROCESSABLE', 'no');
    });
    at.on('ChangeState', () => ({ data: nothingYet }));
    await expect(ensure(at)).rejects.toMatchObject({ code: 'github/refused' });
    expect(at.slept).toEqual([3000]);
  });

  test('of the document as a whole falls back on one act at a time', async () => {
    const at = stage();
    const done = new Set<string>();
    const pull = {
      number: 5,
      id: 'PR_5',
      url: 'u',
      title: 't',
      body: 'b',
      state: 'OPEN',
      headRefName: change.branch,
      headRefOid: 'd'.repeat(40),
      baseRefName: 'main',
      isCrossRepository: false,
      repository: { nameWithOwner: 'octo-org/fleet' },
      viewerDidAuthor: true,
      createdAt: '2026-11-20T00:00:00Z',
      closedAt: null,
      mergeCommit: null,
    };
    at.on('OpenChange', (_variables, document) => {
      const acts = ['createRef(', 'createCommitOnBranch(', 'createPullRequest('].filter((act) =>
        document.includes(act),
      );
      if (acts.length > 1)
        return {
          data: null,
          errors: [{ message: 'Only one mutation is allowed in a document', extensions: { code: 'tooMany' } }],
        };
      const [act = ''] = acts;
      done.add(act);
      if (act === 'createRef(') return { data: { ref: { ref: { id: 'REF_1' } } } };
      if (act === 'createPullRequest(') return { data: { pull: { pullRequest: pull } } };
      const commit = { oid: 'd'.repeat(40), tree: { oid: 'e' }, parents: { nodes: [{ tree: { oid: 'f' } }] } };
      return { data: { commit: { commit } } };
    });
    at.on('ChangeState', () => ({ data: nothingYet }));
    expect(await ensure(at)).toMatchObject({ state: 'open', headSha: 'd'.repeat(40), pull: { number: 5 } });
    expect([...done]).toEqual(['createRef(', 'createCommitOnBranch(', 'createPullRequest(']);
  });
});

describe("a commit that carries our request's trailer", () => {
  const commit = (overrides: object = {}) => ({
    __typename: 'Commit',
    oid: 'd'.repeat(40),
    message: `Create blue\n\nClusterOps-Request: ${change.requestId}`,
    changedFilesIfAvailable: 1,
    tree: { oid: 'e' },
    parents: { totalCount: 1, nodes: [{ oid: base }] },
    author: { email: '1+clusterops[bot]@users.noreply.github.com' },
    signature: null,
    ...overrides,
  });
  const given = async (overrides: object, content: string | undefined) => {
    const at = stage();
    at.on('ChangeState', () => ({
      data: { repository: { ...nothingYet.repository, ref: { id: 'REF_1', target: commit(overrides) } } },
    }));
    at.on('FilesAt', () => ({
      data: { repository: { __typename: 'Repository', file0: content ? { oid: content } : null } },
    }));
    at.on('OpenChange', () => ({
      data: { pull: null },
      errors: [failed('pull', 'UNPROCESSABLE', 'as far as this test goes')],
    }));
    at.on('BranchHead', () => ({ data: { repository: { id: 'R_1', ref: null } } }));
    nock('https://api.github.com')
      .get('/app')
      .optionally()
      .reply(200, { id: 4711, slug: 'clusterops', name: 'ClusterOps' });
    nock('https://api.github.com')
      .get(/^\/repos\/acme\/clusters\/compare\//)
      .optionally()
      .query(true)
      .reply(200, { status: 'diverged' });
    return at.github.changes.ensure({ ...change, fresh: false });
  };
  const ours = '587be6b4c3f93f93c489c0111bba5596147a26cb';
  const signed = { isValid: true, wasSignedByGitHub: true };

  test.each<[string, object, string | undefined]>([
    ['signed by GitHub for our App', { signature: signed, changedFilesIfAvailable: 9 }, undefined],
    ['unsigned, with exactly our files', {}, ours],
  ])('%s is taken up', async (_name, overrides, content) => {
    await expect(given(overrides, content)).rejects.toMatchObject({ detail: expect.stringContaining('as far as') });
  });

  test.each<[string, object, string | undefined]>([
    ['unsigned, with other content', {}, 'f'.repeat(40)],
    ['unsigned, with one more file', { changedFilesIfAvailable: 2 }, ours],
    [
      'signed by GitHub for somebody else',
      { signature: signed, author: { email: '2+eve@users.noreply.github.com' } },
      undefined,
    ],
    ['of a merge', { parents: { totalCount: 2, nodes: [] } }, ours],
    ['of another request', { message: 'x\n\nClusterOps-Request: other' }, ours],
    ['quoted in the text only', { message: `x\n\nClusterOps-Request: ${change.requestId}\n\nbye` }, ours],
  ])('%s is not', async (_name, overrides, content) => {
    expect(await given(overrides, content)).toEqual({ state: 'foreign branch' });
  });
});

describe('removing a branch where GitHub knows no compare-and-delete', () => {
  const head = 'd'.repeat(40);
  const unknown = {
    data: null,
    errors: [
      { message: "Field 'updateRefs' doesn't exist on type 'Mutation'", extensions: { code: 'undefinedField' } },
    ],
  };

  test('reads it once more and deletes it', async () => {
    const at = stage();
    at.on('BranchHead', () => ({ data: { repository: { id: 'R_1', ref: { id: 'REF_1', target: { oid: head } } } } }));
    at.on('RemoveBranch', () => unknown);
    at.on('DeleteBranch', ({ input }) => {
      expect(input).toEqual({ refId: 'REF_1' });
      return { data: { deleteRef: { clientMutationId: null } } };
    });
    expect(await at.github.changes.removeBranch(repository, 'clusterops/x', head)).toBe('removed');
    expect(at.operations.map(({ name }) => name)).toEqual(['BranchHead', 'RemoveBranch', 'BranchHead', 'DeleteBranch']);
  });

  test('keeps it when it moved meanwhile', async () => {
    const at = stage();
    let reads = 0;
    at.on('BranchHead', () => {
      reads += 1;
      const oid = reads === 1 ? head : 'e'.repeat(40);
      return { data: { repository: { id: 'R_1', ref: { id: 'REF_1', target: { oid } } } } };
    });
    at.on('RemoveBranch', () => unknown);
    expect(await at.github.changes.removeBranch(repository, 'clusterops/x', head)).toBe('kept');
  });

  test('a rule that forbids it is a fault, and nothing else is tried', async () => {
    const at = stage();
    at.on('BranchHead', () => ({ data: { repository: { id: 'R_1', ref: { id: 'REF_1', target: { oid: head } } } } }));
    at.on('RemoveBranch', () => ({
      data: { updateRefs: null },
      errors: [failed('updateRefs', 'UNPROCESSABLE', 'Cannot delete this branch')],
    }));
    await expect(at.github.changes.removeBranch(repository, 'clusterops/x', head)).rejects.toMatchObject({
      code: 'github/refused',
    });
  });
});
