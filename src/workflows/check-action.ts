import { decide } from '../domain/access/decide.ts';
import { subjectOfSpec } from '../domain/access/subject.ts';
import { teamsNamed } from '../domain/access/teams.ts';
import { requestIdOfBranch } from '../domain/cluster/names.ts';
import { deniedReply } from '../domain/report/replies.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Announcements, CommandFactsSource, Permissions, Pulls, Tree } from '../ports/github.ts';
import type { CheckActionJob, JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import type { Teams } from '../ports/teams.ts';
import { refreshRequest, retryRequest } from './control-commands.ts';
import { requestKey } from './keys.ts';
import { decodeQueueBranch } from './queue-branch.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly permissions: Permissions;
  readonly teams: Teams;
  readonly pulls: Pulls;
  readonly tree: Tree;
  readonly facts: CommandFactsSource;
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly managementClusters: ManagementClusters;
  readonly clock: Clock;
  readonly log: Log;
}

/** A click under a check: who clicked is asked anew, then the same is done as the command of that name does. */
export function createCheckAction(needs: Needs): JobHandler<'check-action'> {
  return async (job) => {
    const records = await recordsAt(needs.requests, job);
    const [permission, { read }] = await Promise.all([
      needs.permissions.of(job.repository, job.sender),
      needs.tree.configuration(job.repository),
    ]);
    const teams = await needs.teams.of(job.repository, job.sender, teamsNamed(read));
    const command = job.action === 'refresh' ? 'refresh' : 'retry';
    const decision = decide({
      command,
      arguments: {},
      sender: job.sender,
      permission,
      teams,
      configuration: read,
      now: needs.clock.now(),
      subjects: records.flatMap(({ request }) =>
        request.clusters.map(({ spec }) =>
          subjectOfSpec(spec, read.state === 'read' ? read.configuration.environments : {}),
        ),
      ),
      // A button asks for nothing that is not open or there already.
      fleet: [],
    });
    if (decision.verdict !== 'allow') {
      needs.log.warn(
        { repository: job.repository.id, sender: job.sender.id, action: job.action },
        'a button was clicked by somebody who may not use it',
      );
      if (decision.verdict === 'deny')
        await tell(
          needs,
          job,
          records,
          deniedReply({ raw: `${job.checkName}: ${job.action}`, login: job.sender.login, findings: decision.findings }),
        );
      return;
    }
    const stage = job.checkName.split('/').at(-1)?.trim();
    if (stage === 'Plan' || stage === '') await replan(needs, job);
    for (const record of records) {
      if (stage === 'Plan') continue;
      if (job.action === 'refresh') await refreshRequest(needs, record, job.delivery);
      else await retryRequest(needs, record, { attempt: job.delivery, who: job.sender.login });
    }
  };
}

/** The requests whose check runs stand on the commit of the clicked one. */
async function recordsAt(requests: RequestStore, job: CheckActionJob): Promise<readonly RequestRecord[]> {
  const id = job.externalId.split('/')[0] ?? '';
  const named = await requests.get(id);
  if (named !== undefined) return named.request.repository.id === job.repository.id ? [named] : [];
  const live = await requests.live(job.repository.id);
  return live.filter((record) => record.pull?.headSha === job.headSha || record.mergeSha === job.headSha);
}

async function replan(needs: Needs, job: CheckActionJob): Promise<void> {
  await replanMergeGroup(needs, job);
  const pulls = await needs.pulls.withHead(job.repository, job.headSha);
  for (const pull of pulls) {
    const id = requestIdOfBranch(pull.headRef);
    await needs.jobs.add(
      'check-pull',
      {
        repository: job.repository,
        pull: pull.number,
        headSha: job.headSha,
        headRef: pull.headRef,
        baseRef: pull.baseRef,
        attempt: job.delivery,
      },
      { keys: [id === undefined ? `${job.repository.id}/pull/${pull.number}` : requestKey(id)] },
    );
  }
}

/** A merge group has no pull request of its own. */
async function replanMergeGroup(
  needs: Needs,
  { repository, headSha, headBranch, delivery }: CheckActionJob,
): Promise<void> {
  const queue = decodeQueueBranch(headBranch ?? '');
  if (queue === undefined) return;
  const { baseRef, baseSha: mergeGroupBaseSha, pull: queued } = queue;
  await needs.jobs.add(
    'check-pull',
    { repository, headSha, baseRef, mergeGroupBaseSha, queued, attempt: delivery },
    { keys: [`${repository.id}/merge/${headSha}`] },
  );
}

/** One answer to each person about each check, on the request's issue or else on the pull request. */
async function tell(needs: Needs, job: CheckActionJob, records: readonly RequestRecord[], body: string): Promise<void> {
  const { repository } = job;
  const request = records[0]?.request;
  const [pull] = request === undefined ? await needs.pulls.withHead(repository, job.headSha) : [];
  const issue = request?.issue ?? pull?.number;
  const sourceNodeId = request?.source.nodeId ?? pull?.nodeId;
  if (issue === undefined || sourceNodeId === undefined) return;
  const facts = await needs.facts.gather({ repository, issue, sourceNodeId });
  const about = `${job.headSha}/${job.checkName}/${job.sender.id}`;
  const told = facts.ownComments.some((comment) =>
    needs.signer.read(purpose, repository.id, comment.body).payloads.some((payload) => payload === about),
  );
  if (told || facts.issue === undefined) return;
  const marker = needs.signer.mark(purpose, repository.id, about);
  await needs.announcements.publish({
    repository,
    comment: { issueNodeId: facts.issue.nodeId, body: `${body}\n${marker}` },
  });
}

const purpose = 'click-denied';
