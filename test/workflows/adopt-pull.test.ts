import { describe, expect, test } from '@jest/globals';
import type { Request } from '../../src/domain/cluster/request.ts';
import { createSigner } from '../../src/domain/text/marker.ts';
import type { AuditEntry } from '../../src/ports/audit.ts';
import type { PullSummary } from '../../src/ports/github.ts';
import type { JobKind } from '../../src/ports/jobs.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createAdoptPull } from '../../src/workflows/adopt-pull.ts';
import { mergeSha, sha } from '../domain/report/support/request.ts';
import { silentLog } from '../support/silent-log.ts';
import { mergedDeletion, request } from './support/merged-deletion.ts';

const signer = createSigner({ secret: 'a secret of the tests' });
const { repository } = request;
const [then, now] = [Date.parse('2026-03-02T12:00:00Z'), Date.parse('2026-03-02T13:00:00Z')];

const pullOf = (more: Partial<PullSummary>): PullSummary => ({
  ...{ number: 3, nodeId: 'PR_3', url: 'u', repository: 'org/fleet', title: '', body: '', headRef: request.branch },
  ...{ headSha: sha, baseRef: 'main', state: 'open', createdAt: 0, own: true, fork: false },
  ...more,
});
const object = { group: 'g', version: 'v1', kind: 'K', namespace: 'n', name: 'x', uid: 'u' };
const { mergeSha: _, ...unmerged } = mergedDeletion().record;
const recordIn = (phase: RequestRecord['phase'], more: Partial<RequestRecord> = {}): RequestRecord => ({
  ...unmerged,
  ...{ phase, phaseSince: 1, made: [] },
  ...more,
});

/** What adopting makes of what is known, when GitHub says this of the pull request. */
async function adopted(known: RequestRecord | undefined, pull: PullSummary | undefined) {
  let stored = known;
  let puts = 0;
  const looks: JobKind[] = [];
  const acts: AuditEntry[] = [];
  const adopt = createAdoptPull({
    pulls: { read: async () => pull } as never,
    facts: { gather: async () => ({ ownComments: [] }) } as never,
    requests: {
      byPull: async () => stored,
      put: async (each: RequestRecord) => {
        stored = each;
        puts += 1;
      },
    } as never,
    signer,
    jobs: {
      add: async (kind: JobKind) => {
        looks.push(kind);
        return 'added';
      },
    } as never,
    recordAct: async (entry) => {
      acts.push(entry);
    },
    findMoved: async () => undefined,
    clock: { now: () => now },
    log: silentLog,
  });
  await adopt({ repository, pull: 3 });
  return { stored, puts, looks, acts };
}

test.each<[string, PullSummary | undefined]>([
  ['that is gone', undefined],
  ['that somebody else opened', pullOf({ state: 'merged', mergeSha, own: false })],
  ['of a fork', pullOf({ state: 'merged', mergeSha, fork: true })],
])('a pull request %s changes nothing', async (_name, pull) => {
  const known = recordIn('open');
  expect(await adopted(known, pull)).toEqual({ stored: known, puts: 0, looks: [], acts: [] });
});

test.each<[string, RequestRecord, PullSummary, Partial<RequestRecord>, string]>([
  [
    'merged by a person',
    recordIn('open'),
    pullOf({ state: 'merged', mergeSha, closedAt: then, mergedBy: { id: 2, login: 'mai' } }),
    { phase: 'merged', phaseSince: then, closedAt: then, mergeSha },
    `pull.merged by mai (2): #3 was merged as ${mergeSha}`,
  ],
  [
    'merged by an App, as a commit that GitHub does not tell',
    recordIn('open'),
    pullOf({ state: 'merged' }),
    { phase: 'merged', phaseSince: now, closedAt: now },
    'pull.merged by nobody: #3 was merged as a commit that is not known',
  ],
  [
    'merged though it was closed before',
    recordIn('closed', { closedAt: 1 }),
    pullOf({ state: 'merged', mergeSha, closedAt: then }),
    { phase: 'merged', phaseSince: then, mergeSha },
    `pull.merged by nobody: #3 was merged as ${mergeSha}`,
  ],
  [
    'closed without merging',
    recordIn('open'),
    pullOf({ state: 'closed', closedAt: then }),
    { phase: 'closed', phaseSince: then, closedAt: then },
    'pull.closed by nobody: #3 was closed without merging',
  ],
])('one that was %s is known to be', async (_name, known, pull, expected, said) => {
  const { stored, looks, acts } = await adopted(known, pull);
  expect(stored).toMatchObject(expected);
  expect(stored?.mergeSha).toBe(pull.mergeSha);
  expect(looks).toEqual(['clean-up']);
  expect(acts.map(({ kind, who = 'nobody', what }) => `${kind} by ${who}: ${what['said']}`)).toEqual([said]);
});

describe('one whose Cluster was on its way out already', () => {
  const removing = recordIn('closed', { closedAt: 1, removing: true, made: [object] });

  test('is opened again once all of its preview is gone', async () => {
    const { stored, looks, acts } = await adopted(removing, pullOf({ state: 'open' }));
    expect(stored).toEqual({ ...removing, reopened: true });
    expect(looks).toEqual(['clean-up']);
    expect(acts.map(({ kind }) => kind)).toEqual(['pull.reopened']);
    expect(await adopted(stored, pullOf({ state: 'open' }))).toMatchObject({ stored, puts: 0, acts: [] });
  });

  test.each<[string, Partial<PullSummary>, Partial<RequestRecord>]>([
    ['closed', { state: 'closed', closedAt: then }, removing],
    ['merged', { state: 'merged', mergeSha, closedAt: then }, { phase: 'merged', mergeSha }],
  ])('is no more to be opened again when it is %s after all', async (_name, pull, expected) => {
    const { stored } = await adopted({ ...removing, reopened: true }, pullOf(pull));
    expect(stored).toMatchObject(expected);
    expect(stored).not.toHaveProperty('reopened');
  });
});

test('where it was merged to is remembered if its pull request was given another base', async () => {
  const merged = { state: 'merged', mergeSha, closedAt: then } as const;
  const elsewhere = await adopted(recordIn('open'), pullOf({ ...merged, baseRef: 'release' }));
  expect(elsewhere.stored).toMatchObject({ phase: 'merged', mergedInto: 'release' });
  expect((await adopted(recordIn('open'), pullOf(merged))).stored).not.toHaveProperty('mergedInto');
});

test('one that was opened again has what was not gone yet, and none of its clean-up', async () => {
  const known = recordIn('ended', {
    closedAt: 1,
    branchRemoved: 'removed',
    made: [object, { ...object, name: 'y', goneAt: 1 }],
  });
  const { stored, looks, acts } = await adopted(known, pullOf({ state: 'open' }));
  expect(stored).toMatchObject({ phase: 'open', phaseSince: now, made: [object] });
  expect(stored).not.toHaveProperty('branchRemoved');
  expect(stored).not.toHaveProperty('closedAt');
  expect(looks).toEqual(['observe']);
  expect(acts.map(({ kind }) => kind)).toEqual(['pull.reopened']);
});

test.each<[string, RequestRecord, PullSummary, readonly JobKind[]]>([
  ['open', recordIn('open'), pullOf({}), ['observe']],
  ['merged', recordIn('merged', { mergeSha }), pullOf({ state: 'merged', mergeSha }), ['clean-up']],
  ['closed', recordIn('closed'), pullOf({ state: 'closed' }), ['clean-up']],
  [
    'merged and at its end',
    recordIn('ended', { mergeSha, branchRemoved: 'removed' }),
    pullOf({ state: 'merged', mergeSha }),
    [],
  ],
])('one that is known to be %s is only looked at', async (_name, known, pull, looks) => {
  expect(await adopted(known, pull)).toEqual({ stored: known, puts: 0, looks, acts: [] });
});

const marked = (payload: Request, of = repository.id): string => `text\n${signer.mark('request', of, payload)}`;

test('one that is not known here is rebuilt from the request that we signed in its body', async () => {
  const { stored, looks } = await adopted(undefined, pullOf({ body: marked(request) }));
  expect(stored).toMatchObject({ request: { id: request.id, kind: 'delete-cluster' }, phase: 'open', made: [] });
  expect(looks).toEqual(['observe']);
});

test.each<[string, Partial<PullSummary>]>([
  ['has no marker', { body: 'text' }],
  ['has one that nobody of us signed', { body: `${marked(request).slice(0, -12)}AAAAAAAA -->` }],
  ['has one of another repository', { body: marked(request, 99) }],
  ['has one of another request', { body: marked({ ...request, id: 'zzzzzzzzzz' }) }],
  ['has one of another branch', { body: marked({ ...request, branch: `${request.branch}x` }) }],
  ['is on a branch that is none of ours', { body: marked(request), headRef: 'feature' }],
])('one that is not known here and %s is left alone', async (_name, more) => {
  expect(await adopted(undefined, pullOf(more))).toEqual({ stored: undefined, puts: 0, looks: [], acts: [] });
});
