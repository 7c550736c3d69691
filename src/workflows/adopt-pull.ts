import { decodeRequest } from '../domain/cluster/decode-request.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { Request } from '../domain/cluster/request.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { AuditEntry } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommandFactsSource, PullSummary, Pulls } from '../ports/github.ts';
import type { AdoptPullJob, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { MadeObject, RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { atRepository, type FindMoved, hasMoved } from './moved-repository.ts';
import { lookAgain } from './next-look.ts';
import { type RecordAct, requestAct } from './record-act.ts';
import { isHandled, settledAs, trainMarks } from './settle-train.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly pulls: Pulls;
  readonly facts: CommandFactsSource;
  readonly requests: RequestStore;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly recordAct: RecordAct;
  readonly findMoved: FindMoved;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings what we know of a pull request of ours up to what GitHub says: opened again, merged, closed, or unknown here because
 * the database was lost. Believes only markers that we signed in a pull request that our App opened.
 */
export function createAdoptPull(needs: Needs): (job: AdoptPullJob) => Promise<void> {
  const follow = async (record: RequestRecord) => {
    const kind = record.phase === 'open' ? ('observe' as const) : ('clean-up' as const);
    const id = record.request.id;
    await lookAgain(needs.jobs, kind, id);
  };

  return async ({ repository: named, pull: number }) => {
    const pull = await needs.pulls.read(named, number);
    if (pull === undefined || !pull.own || pull.fork) return;
    // A delivery that is brought again has the name of its time.
    const repository = hasMoved(pull, named) ? await needs.findMoved(named) : named;
    if (repository === undefined) {
      needs.log.warn(
        { repository: named.id, pull: number },
        `${named.owner}/${named.name} is ${pull.repository} now, and not served so: its pull request is left alone`,
      );
      return;
    }
    const known = await needs.requests.byPull(repository.id, number);
    const record = known === undefined ? await rebuild(needs, repository, pull) : atRepository(known, repository);
    if (record === undefined) {
      needs.log.warn(
        { repository: repository.id, pull: number },
        'a pull request on a branch of ours has no marker that we signed: left alone',
      );
      return;
    }
    const next = advance(record, pull, needs.clock.now());
    // Recorded first: once the record has advanced, nobody comes by here again.
    if (next !== record) await needs.recordAct(whatHappened(record, next, pull));
    if (next !== known) await needs.requests.put(next);
    // A deletion that is refused ends at once; its branch may be there still.
    if (next.phase !== 'ended' || next.branchRemoved === undefined) await follow(next);
  };
}

/** The act of a person that a record has advanced by. */
function whatHappened({ request, closedAt }: RequestRecord, next: RequestRecord, pull: PullSummary): AuditEntry {
  const { number } = pull;
  if (next.phase === 'open' || next.reopened === true)
    return requestAct(request, 'pull.reopened', closedAt ?? 0, { said: `#${number} was opened again`, pull: number });
  if (next.phase === 'closed')
    return requestAct(request, 'pull.closed', next.closedAt ?? 0, {
      said: `#${number} was closed without merging`,
      pull: number,
    });
  const who = pull.mergedBy === undefined ? {} : { who: pull.mergedBy };
  const said = `#${number} was merged as ${pull.mergeSha ?? 'a commit that is not known'}`;
  return requestAct(request, 'pull.merged', number, { ...who, said, pull: number, sha: pull.mergeSha });
}

/** The record after what GitHub says of its pull request; the same object when nothing changed. */
function advance(given: RequestRecord, pull: PullSummary, now: number): RequestRecord {
  if (pull.state === 'open' && given.reopened === true) return given;
  const { reopened: _reopened, ...known } = given;
  const record = given.reopened === true ? known : given;
  const since = pull.closedAt ?? now;
  if (pull.state === 'merged') {
    if (record.phase === 'merged' || (record.phase === 'ended' && record.mergeSha !== undefined)) return record;
    return {
      ...record,
      phase: 'merged',
      phaseSince: since,
      closedAt: since,
      ...(pull.mergeSha === undefined ? {} : { mergeSha: pull.mergeSha }),
      ...(pull.baseRef === record.request.base ? {} : { mergedInto: pull.baseRef }),
    };
  }
  if (pull.state === 'closed') {
    if (record.phase === 'closed' || record.phase === 'ended') return record;
    return { ...record, phase: 'closed', phaseSince: since, closedAt: since };
  }
  if (record.phase === 'open') return record;
  // A Cluster that is being deleted cannot be kept any more.
  if (record.phase === 'closed' && record.removing === true) return { ...record, reopened: true };
  return openAgain(record, now);
}

/** The record of a request whose pull request is open once more: with what was not gone yet, and none of its clean-up. */
export function openAgain(record: RequestRecord, now: number): RequestRecord {
  const { closedAt: _closed, branchRemoved: _branch, removing: _removing, reopened: _reopened, ...known } = record;
  return { ...known, phase: 'open', phaseSince: now, made: record.made.filter((each) => each.goneAt === undefined) };
}

async function rebuild(needs: Needs, repository: RepositoryRef, pull: PullSummary): Promise<RequestRecord | undefined> {
  const request = signedRequest(needs.signer, repository, pull);
  if (request === undefined) return undefined;
  const facts = await needs.facts.gather({ repository, issue: request.issue, sourceNodeId: request.source.nodeId });
  const sticky = findSticky(needs.signer, repository.id, request.id, facts.ownComments);
  const made: readonly MadeObject[] = sticky?.made ?? [];
  const { mergeSha } = pull;
  const isRefused = sticky?.refused === true && pull.state === 'merged';
  const [mark] = trainMarks(needs.signer, request, facts.ownComments);
  // What was given and came to nothing when the database was lost is given again.
  const isSettled =
    (mark !== undefined && mark.verdict !== 'continued') ||
    (mark !== undefined && isHandled(needs.signer, repository.id, mark, facts.ownComments));
  return {
    request: { ...request, repository },
    // What was said not to be deleted stays, though what kept it may be over.
    ...(isRefused
      ? { phase: 'ended', refused: true, ...(mergeSha === undefined ? {} : { mergeSha }) }
      : { phase: 'open' }),
    pull: { number: pull.number, nodeId: pull.nodeId, url: pull.url, headSha: sticky?.headSha ?? pull.headSha },
    ...(sticky === undefined ? {} : { sticky: { nodeId: sticky.nodeId, url: sticky.url, digest: '' } }),
    runs: [],
    ...(sticky?.attempts === undefined ? {} : { attempts: sticky.attempts }),
    ...(sticky === undefined || sticky.letGo.length === 0 ? {} : { letGo: sticky.letGo }),
    made,
    ...(sticky === undefined || sticky.leftBehind.length === 0 ? {} : { leftBehind: sticky.leftBehind }),
    ...(mark !== undefined && isSettled ? { train: settledAs(mark) } : {}),
    phaseSince: needs.clock.now(),
  };
}

/** The request that a pull request's body carries, if we signed it for this repository and branch. */
export function signedRequest(signer: Signer, repository: RepositoryRef, pull: PullSummary): Request | undefined {
  const id = requestIdOfBranch(pull.headRef);
  const requests = signer.read('request', repository.id, pull.body).payloads.map(decodeRequest);
  return requests.find((request) => request !== undefined && request.id === id && request.branch === pull.headRef);
}
