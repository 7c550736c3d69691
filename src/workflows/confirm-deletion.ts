import type { DeleteRequest } from '../domain/cluster/request.ts';
import { type CodeVerdict, confirmationFor, judgeCode } from '../domain/deletion/confirmation.ts';
import { isProtected } from '../domain/deletion/protected.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { lockFinding } from '../domain/locks/findings.ts';
import { confirmedReply } from '../domain/report/deletion-pull-text.ts';
import { timeOfDay } from '../domain/report/markdown.ts';
import type { Person } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Announcements, PullSummary } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { type Answer, refusal } from './answer.ts';
import { confirmationMarker, readDeletionMarkers } from './deletion-markers.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { requestKey } from './keys.ts';
import { readLockBook } from './lock-book.ts';
import { type RecordAct, requestAct } from './record-act.ts';
import { seeDoomed } from './see-doomed.ts';

interface Needs {
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly managementClusters: ManagementClusters;
  readonly jobs: Jobs;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
}

/**
 * `/confirm`: writes what was confirmed, by whom and for which commit, as a signed marker into a comment of its own, where it
 * outlives the database; then Plan runs again. Deleting that comment takes the confirmation back.
 */
export function createConfirmDeletion(needs: Needs): (command: AllowedCommand, occasion: Occasion) => Promise<Answer> {
  const replan = (pull: PullSummary, request: DeleteRequest, attempt: string) =>
    needs.jobs.add(
      'check-pull',
      {
        repository: request.repository,
        pull: pull.number,
        headSha: pull.headSha,
        headRef: pull.headRef,
        baseRef: pull.baseRef,
        attempt,
      },
      { keys: [requestKey(request.id)] },
    );

  const confirmed = (request: DeleteRequest, { number, headSha }: PullSummary, who: Person) => {
    const clusters = request.clusters.map(({ spec }) => spec.name);
    const said = `The deletion of ${clusters.join(', ')} by #${number} was confirmed`;
    return needs.recordAct(
      requestAct(request, 'deletion.confirmed', headSha, { who, said, pull: number, clusters, sha: headSha }),
    );
  };

  return async ({ command, decision }, { job, facts }) => {
    const refuse = (finding: Finding): Answer => refusal(command, [finding]);
    const done: Answer = { command: command.name, outcome: 'done' };
    const pull = facts.openPulls.find(({ number }) => number === job.issue);
    const request = pull === undefined ? undefined : signedRequest(needs.signer, job.repository, pull);
    if (pull === undefined || request?.kind !== 'delete-cluster')
      return refuse(
        fault('request/none-open', 'there is no open delete request here', {
          cure: 'Comment on the pull request that /delete-cluster opened.',
        }),
      );
    const { id } = request;
    const { headSha } = pull;
    const { codes, confirmations } = readDeletionMarkers(needs.signer, job.repository.id, facts.ownComments);
    const { deletion } = decision.configuration;
    const guarded = request.clusters.find(({ spec }) => isProtected(spec.name, deletion.protected));
    if (guarded !== undefined)
      return refuse(fault('deletion/protected', `the cluster ${guarded.spec.name} is protected from deletion`));
    const book = readLockBook(needs.signer, job.repository.id, facts.lockIssues);
    const locked = request.clusters.map(({ spec }) => lockFinding(book, spec.name, job.sender.id)).find(Boolean);
    if (locked !== undefined) return refuse(locked);
    if (deletion.secondPerson && job.sender.id === request.asker.id)
      return refuse(fault('deletion/second-person', `${job.sender.login} asked for this deletion`));

    const management = needs.managementClusters.of(request);
    const doomed = await Promise.all(request.clusters.map((each) => seeDoomed(management, each)));
    const clusters = doomed.map((each) => each.seen);
    const time = needs.clock.now();
    const verdict = judgeCode(String(command.arguments.code ?? ''), codes, { request: id, headSha, clusters, time });
    const known = confirmationFor(confirmations, { request: id, headSha });
    // The same comment once more, or a second person with the same code: it is confirmed already.
    if (known !== undefined && verdict.state !== 'wrong') {
      await confirmed(request, pull, known.by);
      await replan(pull, request, job.sourceNodeId);
      return done;
    }
    if (verdict.state !== 'right') {
      if (verdict.state !== 'wrong') await replan(pull, request, job.sourceNodeId);
      return refuse(codeFinding(verdict));
    }
    const by = { id: job.sender.id, login: job.sender.login };
    const marker = confirmationMarker(needs.signer, job.repository.id, {
      request: id,
      headSha,
      clusters: verdict.code.clusters,
      by,
      at: time,
    });
    await needs.announcements.publish({
      repository: job.repository,
      comment: { issueNodeId: pull.nodeId, body: `${confirmedReply(request, { by: by.login, headSha })}\n${marker}` },
    });
    await confirmed(request, pull, by);
    await replan(pull, request, job.sourceNodeId);
    return done;
  };
}

function codeFinding(verdict: Exclude<CodeVerdict, { state: 'right' }>): Finding {
  switch (verdict.state) {
    case 'wrong':
      return fault('deletion/code-wrong', 'this code was not given here');
    case 'another commit':
      return fault('deletion/code-stale', 'the code is for another commit: the branch has changed since');
    case 'expired':
      return fault('deletion/code-stale', `the code was valid until ${timeOfDay(verdict.at)}`);
    case 'another cluster':
      return fault('deletion/code-stale', 'the code is for another object: the Cluster was replaced or is gone since');
  }
}
