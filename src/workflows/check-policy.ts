import { approvalsNeeded, checkApprovals, type Makers, makersOf, type Verdict } from '../domain/access/approvals.ts';
import type { Member } from '../domain/access/conditions.ts';
import type { Configuration } from '../domain/access/configuration.ts';
import { type Deed, deedsOf } from '../domain/access/deeds.ts';
import { type TeamsRead, teamsNamed } from '../domain/access/teams.ts';
import { askedUntilMerge, changesAt, checkTimes } from '../domain/access/times.ts';
import type { Request } from '../domain/cluster/request.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { Finding } from '../domain/finding.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import type { Person, RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangedPath, Permissions, PullSummary } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { Reviews } from '../ports/reviews.ts';
import type { Signer } from '../ports/signer.ts';
import type { Teams } from '../ports/teams.ts';
import { signedRequest } from './adopt-pull.ts';
import { pullKeys } from './keys.ts';
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
  /** It was merged then, in milliseconds since the epoch: what held at that time is asked, and nobody looks again. */
  readonly mergedAt?: number;
}

/** What the policy says of an open pull request. */
export interface PolicyChecked {
  readonly findings: readonly Finding[];
  /** What holds, a sentence each. */
  readonly said: string;
}

export type CheckPolicy = (pull: PullToJudge) => Promise<PolicyChecked>;

/**
 * Holds an open pull request, whoever made it, against what a policy asks of it until the merge, and has that done again when time
 * alone changes it. Reads nothing where it asks for nothing.
 */
export function createCheckPolicy(needs: {
  readonly permissions: Permissions;
  readonly teams: Teams;
  readonly reviews: Reviews;
  readonly requests: Pick<RequestStore, 'get'>;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly clock: Clock;
}): CheckPolicy {
  /** What is known of a person now, as far as the policy asks. */
  const memberOf = async (
    repository: RepositoryRef,
    sender: Person,
    named: readonly string[],
  ): Promise<Member | Extract<TeamsRead, { state: 'unresolved' }>> => {
    const teams = await needs.teams.of(repository, sender, named);
    if (teams.state === 'unresolved') return teams;
    const permission = sender === nobody ? 'none' : await needs.permissions.of(repository, sender);
    return { sender, permission, teams: teams.teams };
  };

  const verdictsOn = async (
    repository: RepositoryRef,
    pull: number,
    named: readonly string[],
    until?: number,
  ): Promise<readonly Verdict[]> => {
    const opinions = await needs.reviews.of(repository, pull, until);
    const members = await Promise.all(opinions.map(({ reviewer }) => memberOf(repository, reviewer, named)));
    return opinions.flatMap((opinion, index) => {
      const member = members[index];
      return member === undefined || 'state' in member ? [] : [{ ...opinion, ...member }];
    });
  };

  /** Who made its commits; read only where somebody's approval may depend on it. */
  const makersIn = async (
    { repository, pull }: PullToJudge,
    request: Request | undefined,
    verdicts: readonly Verdict[],
  ): Promise<Makers> => {
    if (!verdicts.some(({ says }) => says === 'approved')) return { people: [], untold: [] };
    const record = request === undefined ? undefined : await needs.requests.get(request.id);
    return makersOf(await needs.reviews.commits(repository, pull.number), record?.pull?.headSha);
  };

  /** Has Plan run again when time alone changes what is asked: once for each such moment of a head. */
  const lookAgain = async ({ repository, pull }: PullToJudge, at: number, now: number): Promise<void> => {
    const { number, headSha, headRef, baseRef } = pull;
    await needs.jobs.add(
      'check-pull',
      { repository, pull: number, headSha, headRef, baseRef, attempt: `time-${at}` },
      {
        id: `time:${repository.id}:${number}:${headSha}:${at}`,
        keys: pullKeys(repository, number, headRef),
        // Looked at too early, the same moment would still be to come.
        delayMs: at - now + 1_000,
      },
    );
  };

  return async (judged) => {
    const { repository, pull, configuration, mergedAt } = judged;
    const policy = askedUntilMerge(configuration.policy);
    if (policy === undefined) return nothing;
    const request = pull.own && !pull.fork ? signedRequest(needs.signer, repository, pull) : undefined;
    const sender = request?.asker ?? pull.author ?? nobody;
    const named = teamsNamed({ state: 'read', configuration });
    const member = await memberOf(repository, sender, named);
    if ('state' in member) return { findings: member.findings, said: '' };
    const now = mergedAt ?? needs.clock.now();
    const proposed = { ...member, deeds: await deedsIn(judged, request), now };
    const needed = approvalsNeeded(policy.approvals, proposed);
    const isAsked = needed.length > 0 || checkTimes(policy, proposed, []).length > 0;
    const verdicts = isAsked ? await verdictsOn(repository, pull.number, named, mergedAt) : [];
    const behind = verdicts
      .filter(({ says, sha }) => says === 'approved' && sha === pull.headSha)
      .map(({ reviewer, ...each }): Member => ({ ...each, sender: reviewer }));

    const makers = await makersIn(judged, request, needed.length > 0 ? verdicts : []);
    const asked = { asker: sender, makers, headSha: pull.headSha, otherwise: configuration.access.permission };
    const checks = [...checkTimes(policy, proposed, behind), ...checkApprovals(needed, asked, verdicts)];
    const next = mergedAt === undefined ? changesAt(policy, proposed, behind) : undefined;
    if (next !== undefined) await lookAgain(judged, next, now);
    return {
      findings: checks.flatMap(({ findings }) => findings),
      said: checks.flatMap(({ line }) => (line.holds ? [`${line.because} (${line.rule})`] : [])).join(' '),
    };
  };
}

const nothing: PolicyChecked = { findings: [], said: '' };

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
