import { defaultConfiguration } from '../../../src/domain/access/default-configuration.ts';
import type { Policy } from '../../../src/domain/access/policy.ts';
import type { DeleteRequest } from '../../../src/domain/cluster/request.ts';
import type { FileContent } from '../../../src/domain/cluster/spec.ts';
import type { SeenCluster } from '../../../src/domain/deletion/confirmation.ts';
import { createSigner } from '../../../src/domain/text/marker.ts';
import type { Commits, PullSummary } from '../../../src/ports/github.ts';
import type { RequestRecord } from '../../../src/ports/requests.ts';
import type { Reviews } from '../../../src/ports/reviews.ts';
import { createCheckPolicy } from '../../../src/workflows/check-policy.ts';
import type { EvidenceNeeds } from '../../../src/workflows/deletion-evidence.ts';
import { confirmationMarker } from '../../../src/workflows/deletion-markers.ts';
import { createJudgeMerge } from '../../../src/workflows/judge-merge.ts';
import { lockMarker } from '../../../src/workflows/lock-book.ts';
import { request as changeRequest, mergeSha, sha } from '../../domain/report/support/request.ts';

const signer = createSigner({ secret: 'a secret of the tests' });
export const mergedAt = Date.parse('2026-03-02T12:00:00Z');
export const folder = 'clusters/shop';
export const cluster = (at: string, name = 'shop', labels = ''): FileContent => ({
  path: `${at}/cluster.yaml`,
  content: `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: ${name}\n  namespace: default\n${labels}`,
});
const { next: _, clusters: __, ...asked } = changeRequest({ asker: { id: 1, login: 'octocat' } });
export const request: DeleteRequest = {
  ...asked,
  kind: 'delete-cluster',
  delivery: 'merge',
  clusters: [{ spec: { name: 'shop', namespace: 'default' }, folder, objects: [] }],
};
const { repository } = request;

export interface MergedWorld {
  readonly policy: Partial<Policy>;
  readonly settings: Partial<(typeof defaultConfiguration)['deletion']>;
  /** Read at the merge; the default branch may have another since. */
  readonly pull: Partial<PullSummary>;
  readonly confirmedBy: number;
  readonly stood: FileContent;
  readonly onBase: readonly FileContent[];
  readonly changed: readonly string[];
  readonly approvedAt: number;
  readonly locked: boolean;
  /** Whose the lock is. */
  readonly lockOwner: number;
  /** What was there when it was confirmed. */
  readonly confirmed: readonly SeenCluster[];
  readonly defaultBranch: string;
}

/** What GitHub answers of a confirmed and merged delete request; `of` tells what is otherwise. */
export function mergedDeletion(of: Partial<MergedWorld> = {}): {
  readonly needs: EvidenceNeeds;
  readonly record: RequestRecord;
} {
  const standing = of.stood ?? cluster(folder);
  const pull: PullSummary = {
    ...{
      number: 3,
      nodeId: 'PR_3',
      url: '',
      repository: `${repository.owner}/${repository.name}`,
      title: '',
      body: '',
      headRef: request.branch,
      headSha: sha,
    },
    ...{ baseRef: 'main', state: 'merged', mergeSha, closedAt: mergedAt, createdAt: 0, own: true, fork: false },
    ...of.pull,
  };
  const configuration = {
    ...defaultConfiguration,
    deletion: { ...defaultConfiguration.deletion, ...of.settings },
    policy: { ...defaultConfiguration.policy, ...of.policy },
  };
  const onBase = of.onBase ?? [];
  const trees: Readonly<Record<string, readonly FileContent[]>> = {
    base: onBase,
    parent: [standing],
    [mergeSha]: [{ path: '.github/clusterops.yml', content: '' }],
  };
  const tree = {
    files: async (_repository: unknown, at: string, root: string, only: (path: string) => boolean = () => true) => ({
      files: (trees[at] ?? []).filter(({ path }) => path.startsWith(`${root}/`) && only(path)),
      unread: [],
    }),
    configurationOf: async () => ({ state: 'read', configuration }),
    changed: async () =>
      (of.changed ?? [`${folder}/cluster.yaml`]).map((path) => ({ path, status: 'removed' as const })),
  } as never;
  const by = { id: of.confirmedBy ?? 2, login: `user-${of.confirmedBy ?? 2}` };
  const seen = of.confirmed ?? [{ namespace: 'default', name: 'shop', uid: 'u-1' }];
  const confirmation = { request: request.id, headSha: sha, clusters: seen, by, at: mergedAt - 60_000 };
  const lock = { cluster: 'shop', owner: { id: of.lockOwner ?? 9, login: 'keeper' }, since: mergedAt };
  const approval = { reviewer: { id: 5, login: 'mai' }, says: 'approved' as const, sha };
  const reviews: Reviews = {
    of: async (_repository, _pull, until = Number.POSITIVE_INFINITY) =>
      of.approvedAt !== undefined && of.approvedAt <= until ? [approval] : [],
    commits: async () => [{ sha: 'first', by: [], signedByGitHub: true }],
  };
  const checkPolicy = createCheckPolicy({
    permissions: { of: async () => 'maintain' },
    teams: { of: async () => ({ state: 'read', teams: [] }) },
    reviews,
    requests: { get: async () => undefined },
    signer,
    jobs: {
      inSight: async () => {},
      add: async () => Promise.reject(new Error('nobody looks at a merged pull request again')),
    },
    // Long after the merge: what is asked is what held then.
    clock: { now: () => mergedAt + 30 * 3_600_000 },
  });
  const commits = {
    read: async (_repository: unknown, of: string) => (of === 'first' ? { parent: 'parent' } : undefined),
  } as unknown as Commits;
  const needs: EvidenceNeeds = {
    pulls: { read: async () => pull } as never,
    facts: {
      gather: async () => ({
        repository: { defaultBranch: of.defaultBranch ?? 'main' },
        baseSha: 'base',
        configuration: { state: 'absent' },
        ownComments: [{ nodeId: 'C', url: '', body: confirmationMarker(signer, repository.id, confirmation) }],
        lockIssues:
          of.locked === true
            ? [{ number: 1, url: '', open: true, foreign: false, body: lockMarker(signer, repository.id, [lock]) }]
            : [],
      }),
    } as never,
    tree,
    history: {
      treeOf: async (_repository: unknown, _sha: string, at: string) =>
        at === '' || onBase.some(({ path }) => path.startsWith(`${at}/`)) ? 'oid' : undefined,
    } as never,
    signer,
    judgeMerge: createJudgeMerge({ tree, commits, reviews, checkPolicy, defaultConfiguration }),
  };
  return {
    needs,
    record: { request, phase: 'merged', mergeSha, pull: { ...pull }, runs: [], made: [], phaseSince: 0 },
  };
}
