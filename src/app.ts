import type { Probot } from 'probot';
import { branchPrefix } from './domain/cluster/names.ts';
import { parseComment } from './domain/command/parse.ts';
import type { Person, RepositoryRef } from './domain/repository.ts';
import type { Jobs } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';
import type { Served } from './ports/served.ts';
import type { BuildingOn } from './workflows/building-on.ts';
import { commandOptions, groupKeys, pullKeys } from './workflows/keys.ts';
import { decodeQueueBranch } from './workflows/queue-branch.ts';

interface Needs {
  readonly jobs: Jobs;
  readonly served: Served;
  readonly buildingOn: Pick<BuildingOn, 'of'>;
  readonly commandPrefix: string;
  readonly log: Log;
}

interface Located {
  readonly repository?: {
    readonly id: number;
    readonly name: string;
    readonly owner: { readonly login: string; readonly id: number };
  };
  readonly installation?: { readonly id: number } | undefined;
}

interface Sender {
  readonly id: number;
  readonly login: string;
  readonly type?: string;
}

const person = (sender: Sender): Person & { readonly bot: boolean } => ({
  id: sender.id,
  login: sender.login,
  bot: sender.type === 'Bot',
});

const branchOf = (suite: { readonly head_branch?: string | null } | null): { headBranch?: string } =>
  typeof suite?.head_branch === 'string' ? { headBranch: suite.head_branch } : {};

/**
 * The Probot function: each event becomes at most a few jobs, named so that a redelivery adds nothing. Nothing is decided here
 * but whether the repository is served.
 */
export function clusterOps(needs: Needs): (app: Probot) => void {
  const { jobs } = needs;

  const locate = async (payload: Located): Promise<RepositoryRef | undefined> => {
    if (payload.repository === undefined || payload.installation === undefined) return undefined;
    const { id, name, owner } = payload.repository;
    const repository = { id, name, owner: owner.login, installationId: payload.installation.id };
    if (await needs.served.admits(repository, owner.id)) return repository;
    needs.log.info({ repository: id }, 'event of a repository that is not served: ignored');
    return undefined;
  };

  const command = async (
    payload: Located,
    issue: number,
    sourceNodeId: string,
    body: string,
    sender: Sender,
    delivery: string,
  ) => {
    const lines = parseComment(body, { prefix: needs.commandPrefix });
    if (lines.length === 0) return;
    const repository = await locate(payload);
    if (repository === undefined) return;
    await jobs.add(
      'handle-command',
      { repository, issue, sourceNodeId, body, sender: person(sender), delivery },
      commandOptions(repository, issue, sourceNodeId, lines),
    );
  };

  return (app) => {
    app.on('issue_comment.created', ({ id, payload }) =>
      command(payload, payload.issue.number, payload.comment.node_id, payload.comment.body, payload.sender, id),
    );

    app.on('issues.opened', ({ id, payload }) =>
      command(payload, payload.issue.number, payload.issue.node_id, payload.issue.body ?? '', payload.sender, id),
    );

    app.on(
      ['pull_request.opened', 'pull_request.synchronize', 'pull_request.reopened', 'pull_request.edited'],
      async ({ id, payload }) => {
        if (payload.action === 'edited' && payload.changes.base === undefined) return;
        const repository = await locate(payload);
        if (repository === undefined) return;
        const { number, head, base } = payload.pull_request;
        // GitHub shows the newest run of a name, so what an earlier one said of another base or time is said anew.
        const anew =
          payload.action === 'edited' || (payload.action === 'reopened' && !head.ref.startsWith(branchPrefix));
        const job = {
          repository,
          pull: number,
          headSha: head.sha,
          headRef: head.ref,
          baseRef: base.ref,
          ...(anew ? { attempt: id } : {}),
        };
        await jobs.add('check-pull', job, {
          keys: pullKeys(repository, number, head.ref),
          coalesce: `${repository.id}/pull/${number}/${head.sha}/${base.ref}`,
        });
        if (payload.action === 'reopened' && head.ref.startsWith(branchPrefix))
          await adopt(repository, number, head.ref);
      },
    );

    app.on(['pull_request_review.submitted', 'pull_request_review.dismissed'], async ({ id, payload }) => {
      if (payload.pull_request.state !== 'open') return;
      const repository = await locate(payload);
      if (repository === undefined) return;
      const { number, head, base } = payload.pull_request;
      await jobs.add(
        'check-pull',
        {
          repository,
          pull: number,
          headSha: head.sha,
          headRef: head.ref,
          baseRef: base.ref,
          attempt: id,
          review: true,
        },
        {
          keys: pullKeys(repository, number, head.ref),
          coalesce: `${repository.id}/review/${number}/${head.sha}/${base.ref}`,
        },
      );
    });

    app.on('push', async ({ payload }) => {
      const { repository: pushed } = payload as Located;
      const repository = await locate(payload as Located);
      if (pushed === undefined) return;
      // Whose configuration others build on need not be served itself.
      const others = await needs.buildingOn.of({ owner: pushed.owner.login, name: pushed.name });
      const admitted = await Promise.all(others.map((each) => needs.served.admits(each, pushed.owner.id)));
      for (const each of others.filter((_, index) => admitted[index])) {
        const key = `${each.id}/reconcile`;
        await jobs.add('reconcile', { repository: each }, { keys: [key], coalesce: key });
      }
      if (repository === undefined) return;
      const key = `${repository.id}/reconcile`;
      const { before: pushedOnto } = payload;
      await jobs.add('reconcile', { repository, pushedOnto }, { keys: [key], coalesce: `${key}/${pushedOnto}` });
    });

    app.on('pull_request.closed', async ({ payload }) => {
      const { number, head, base, merged } = payload.pull_request;
      const ours = head.ref.startsWith(branchPrefix);
      if (!ours && (merged !== true || base.ref !== payload.repository.default_branch)) return;
      const repository = await locate(payload);
      if (repository === undefined) return;
      if (ours) await adopt(repository, number, head.ref);
      else
        await jobs.add(
          'adopt-removal',
          { repository, pull: number, baseSha: base.sha },
          { keys: pullKeys(repository, number, head.ref), coalesce: `${repository.id}/merged/${number}` },
        );
    });

    app.on('merge_group.checks_requested', async ({ payload }) => {
      const repository = await locate(payload);
      if (repository === undefined) return;
      const {
        head_sha: headSha,
        head_ref: headRef,
        base_sha: mergeGroupBaseSha,
        base_ref: baseRef,
      } = payload.merge_group;
      const queued = decodeQueueBranch(headRef)?.pull;
      const job = {
        repository,
        headSha,
        mergeGroupBaseSha,
        baseRef: baseRef.replace('refs/heads/', ''),
        ...(queued === undefined ? {} : { queued }),
      };
      await jobs.add('check-pull', job, { keys: groupKeys(repository, headSha) });
    });

    app.on(['check_run.rerequested', 'check_run.requested_action'], async ({ id, payload }) => {
      const repository = await locate(payload);
      if (repository === undefined) return;
      const run = payload.check_run;
      const action =
        payload.action === 'requested_action' ? (payload.requested_action?.identifier ?? '') : 'rerequested';
      await jobs.add(
        'check-action',
        {
          repository,
          sender: person(payload.sender),
          checkRunId: run.id,
          checkName: run.name,
          externalId: run.external_id ?? '',
          headSha: run.head_sha,
          ...branchOf(run.check_suite),
          action,
          delivery: id,
        },
        { id: `action:${id}`, keys: [`${repository.id}/action/${run.head_sha}`] },
      );
    });

    app.on('check_suite.rerequested', async ({ id, payload }) => {
      const repository = await locate(payload);
      if (repository === undefined) return;
      const headSha = payload.check_suite.head_sha;
      await jobs.add(
        'check-action',
        {
          repository,
          sender: person(payload.sender),
          checkRunId: 0,
          checkName: '',
          externalId: '',
          headSha,
          ...branchOf(payload.check_suite),
          action: 'rerequested',
          delivery: id,
        },
        { id: `action:${id}`, keys: [`${repository.id}/action/${headSha}`] },
      );
    });

    const adopt = (repository: RepositoryRef, pull: number, branch: string) =>
      jobs.add(
        'adopt-pull',
        { repository, pull },
        { keys: pullKeys(repository, pull, branch), coalesce: `${repository.id}/pull/${pull}`, control: true },
      );
  };
}
