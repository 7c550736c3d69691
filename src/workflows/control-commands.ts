import { type Finding, fault } from '../domain/finding.ts';
import { refreshPatch, retryPatch } from '../domain/gitops/argocd/operations.ts';
import { previewSyncOptions } from '../domain/gitops/argocd/preview.ts';
import { retryPatch as fluxRetry, requestPatch } from '../domain/gitops/flux/operations.ts';
import { acknowledgement } from '../domain/report/replies.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Pulls } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import { type Answer, refusal } from './answer.ts';
import { askEngine } from './ask-engine.ts';
import { awaitPull } from './await-pull.ts';
import { closePull } from './close-pull.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { requestKey } from './keys.ts';
import { closedWords, type StopTrain } from './stop-train.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly jobs: Jobs;
  readonly managementClusters: ManagementClusters;
  readonly clock: Clock;
}

interface CommandNeeds extends Needs {
  /** The requests under way that a comment stands on. */
  readonly requestsHere: (occasion: Occasion) => Promise<readonly RequestRecord[]>;
  readonly stopTrain: StopTrain;
}

/** What it did for one request, in words; nothing when another comment says so; a finding when there was nothing to do. */
type Act = (record: RequestRecord, occasion: Occasion) => Promise<string | Finding | undefined>;
type Handler = (command: AllowedCommand, occasion: Occasion) => Promise<Answer>;

/** `/retry`, `/refresh` and `/cancel`: each acts on the open requests of the issue, or of the pull request, that it stands on. */
export function createControlCommands(needs: CommandNeeds): {
  readonly retry: Handler;
  readonly refresh: Handler;
  readonly cancel: Handler;
} {
  const acting =
    (act: Act): Handler =>
    async ({ command }, occasion) => {
      const records = await needs.requestsHere(occasion);
      if (records.length === 0) {
        const findings = [fault('request/none-open', 'there is no open request on this issue or pull request')];
        return refusal(command, findings);
      }
      const acts: (string | Finding | undefined)[] = [];
      for (const record of records) acts.push(await act(record, occasion));
      const inVain = acts.filter((each) => typeof each === 'object');
      if (inVain.length === acts.length) return refusal(command, inVain);
      const done = acts.flatMap((each) => (typeof each === 'object' ? `${each.message} ${each.cure}` : (each ?? [])));
      return { command: command.name, outcome: 'done', ...(done.length === 0 ? {} : { body: acknowledgement(done) }) };
    };

  return {
    retry: acting(async (record, { job }) => {
      await retryRequest(needs, record, { attempt: job.sourceNodeId, who: job.sender.login });
      return record.pull === undefined
        ? 'The request is tried again.'
        : `The steps of #${record.pull.number} that failed run again.`;
    }),
    refresh: acting(async (record, { job }) => {
      const count = await refreshRequest(needs, record, job.sourceNodeId);
      const what =
        count === 0
          ? 'No object of an engine is known that shows it'
          : `${count} ${count === 1 ? 'object of the engine was' : 'objects of the engine were'} asked to refresh`;
      return `${what}; Sync and Ready${record.pull === undefined ? '' : ` of #${record.pull.number}`} are looked at again.`;
    }),
    cancel: acting(async (record, occasion) => {
      const { repository, id } = record.request;
      if (record.pull === undefined)
        return (await awaitPull(needs.jobs, occasion.job, id))
          ? 'The request is being opened; its pull request is closed as soon as it is there.'
          : 'The request has no pull request yet; comment /cancel again when it has.';
      const { number } = record.pull;
      const left = await closePull(needs, repository, id, number);
      if (left === 'merged') return needs.stopTrain(record, number, occasion);
      return closedWords(number);
    }),
  };
}

/** Starts what failed again: the engine's operation, the checks, or the clean-up. */
export async function retryRequest(
  needs: Needs,
  record: RequestRecord,
  by: { readonly attempt: string; readonly who: string },
): Promise<void> {
  const { id, repository, issue, asker, schedule, source } = record.request;
  if (record.phase === 'opening') {
    const body = record.sourceBody ?? record.request.commands.join('\n');
    const job = {
      repository,
      issue,
      sourceNodeId: source.nodeId,
      body,
      sender: { ...asker, bot: false },
      ...(schedule === undefined ? {} : { schedule }),
      delivery: by.attempt,
    };
    await needs.jobs.add('handle-command', job, { id: `retry:${id}:${by.attempt}`, keys: [requestKey(id)] });
    return;
  }
  // A sync would fetch back what a delete request takes away.
  if (record.phase !== 'closed' && record.request.kind !== 'delete-cluster') {
    // A preview is pinned; what follows a branch takes the branch's head, never an older commit.
    const pinned = record.phase === 'open' && record.request.delivery === 'preview';
    const patch = pinned ? retryPatch(record.pull?.headSha, by.who, previewSyncOptions) : retryPatch(undefined, by.who);
    const now = needs.clock.now();
    await askEngine(needs, record, { argocd: () => patch, flux: (ref) => fluxRetry(now, ref) });
  }
  const kind = record.phase === 'closed' ? ('clean-up' as const) : ('observe' as const);
  await needs.jobs.add(kind, { requestId: id, attempt: by.attempt }, { keys: [requestKey(id)] });
}

/** Asks the engine to look at Git again; returns how many of its objects were asked. */
export async function refreshRequest(needs: Needs, record: RequestRecord, attempt?: string): Promise<number> {
  const now = needs.clock.now();
  const asked = await askEngine(needs, record, { argocd: () => refreshPatch(), flux: () => requestPatch(now) });
  const { id } = record.request;
  await needs.jobs.add(
    'observe',
    { requestId: id, ...(attempt === undefined ? {} : { attempt }) },
    { keys: [requestKey(id)] },
  );
  return asked;
}
