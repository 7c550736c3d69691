import { approvalsNeeded, checkApprovals, type Verdict } from '../domain/access/approvals.ts';
import type { Configuration } from '../domain/access/configuration.ts';
import { type Deed, deedsOf } from '../domain/access/deeds.ts';
import type { Request } from '../domain/cluster/request.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { Finding } from '../domain/finding.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import type { Person, RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangedPath, Permissions, PullSummary } from '../ports/github.ts';
import type { Reviews } from '../ports/reviews.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import type { ReadFiles } from './touched-clusters.ts';

/** A pull request into the default branch, as far as the policy has to know it. */
export interface PullToJudge {
  readonly repository: RepositoryRef;
  readonly pull: PullSummary;
  readonly configuration: Configuration;
  /** The files of the clusters that it touches, as it leaves them. */
  readonly files: readonly FileContent[];
  readonly changed: readonly ChangedPath[];
  /** Reads of the commit that it is to be merged into; absent where the change is the request's own, and nothing else. */
  readonly before?: ReadFiles;
  /** Whether somebody else pushed onto a branch of ours. */
  readonly pushed: boolean;
}

/** What the policy says of an open pull request. */
export interface PolicyChecked {
  readonly findings: readonly Finding[];
  /** What holds, a sentence each. */
  readonly said: string;
}

export type CheckPolicy = (pull: PullToJudge) => Promise<PolicyChecked>;

/**
 * Holds an open pull request, whoever made it, against what a policy asks of it until the merge. Reads nothing where it asks for
 * nothing.
 */
export function createCheckPolicy(needs: {
  readonly permissions: Permissions;
  readonly reviews: Reviews;
  readonly signer: Signer;
  readonly clock: Clock;
}): CheckPolicy {
  const verdictsOn = async (repository: RepositoryRef, pull: number): Promise<readonly Verdict[]> => {
    const opinions = await needs.reviews.of(repository, pull);
    return Promise.all(
      opinions.map(async (each) => ({ ...each, permission: await needs.permissions.of(repository, each.reviewer) })),
    );
  };

  return async (judged) => {
    const { repository, pull, configuration } = judged;
    const { approvals } = configuration.policy;
    if (approvals.length === 0) return { findings: [], said: '' };
    const request = pull.own && !pull.fork ? signedRequest(needs.signer, repository, pull) : undefined;
    const asker = request?.asker ?? pull.author ?? nobody;
    const deeds = await deedsIn(judged, request);
    const permission = asker === nobody ? ('none' as const) : await needs.permissions.of(repository, asker);
    const needed = approvalsNeeded(approvals, { deeds, sender: asker, permission, now: needs.clock.now() });
    if (needed.length === 0) return { findings: [], said: '' };
    const checks = checkApprovals(
      needed,
      { asker, headSha: pull.headSha, otherwise: configuration.access.permission },
      await verdictsOn(repository, pull.number),
    );
    return {
      findings: checks.flatMap(({ findings }) => findings),
      said: checks.flatMap(({ line }) => (line.holds ? [`${line.because} (${line.rule})`] : [])).join(' '),
    };
  };
}

async function deedsIn(judged: PullToJudge, request: Request | undefined): Promise<readonly Deed[]> {
  const { configuration, files, before: read, pushed } = judged;
  const root = configuration.clusters.folder;
  const changed = new Set(judged.changed.flatMap(({ path, previousPath = path }) => [path, previousPath]));
  const folderOf = (path: string): string => clusterFolderOf(path, root) ?? '';
  const folders = new Set([...changed, ...files.map(({ path }) => path)].map(folderOf).filter(Boolean));
  const stood =
    read === undefined || folders.size === 0 ? [] : (await read(root, (path) => folders.has(folderOf(path)))).files;
  // Clusters may share the clusters folder itself; in one of its own, everything is of the one.
  const rowsOf = (of: readonly FileContent[]) =>
    clusterRows(of, root).filter(({ folder, path }) => folder !== undefined || changed.has(path));
  const [before, after] = [rowsOf(stood), rowsOf(files)];
  const told = new Set([...before, ...after].map(({ path }) => folderOf(path)).concat(root));
  const untold = [...folders].filter((each) => !told.has(each)).map((each) => each.slice(root.length + 1));
  return deedsOf(
    { ...(request === undefined ? {} : { request }), ...{ pushed, before, after, untold } },
    configuration.environments,
  );
}

/** An App: nobody whom a rule could mean. */
const nobody: Person = { id: 0, login: 'its author' };
