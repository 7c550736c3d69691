import { authorize, needs, requireAuthorOrRole } from '../acts/access.ts';
import { enableAutoMerge } from '../acts/auto-merge.ts';
import { closeIssue, editIssue } from '../acts/issues.ts';
import { type MergeInput, mergePull } from '../acts/merge.ts';
import { changeBase, openPull, reopenPull, setDraft } from '../acts/pulls.ts';
import type { PullIssue } from '../state/model.ts';
import { accountView } from './account-view.ts';
import { pullView } from './issue-view.ts';
import { nodeOf } from './nodes.ts';
import type { Context } from './view.ts';

interface Input<Fields> {
  readonly input: Fields;
}

interface PullFields {
  readonly repositoryId: string;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly title: string;
  readonly body?: string | null;
  readonly draft?: boolean | null;
}

interface MergeFields {
  readonly pullRequestId: string;
  readonly mergeMethod?: string | null;
  readonly expectedHeadOid?: string | null;
  readonly commitHeadline?: string | null;
  readonly commitBody?: string | null;
}

const branchName = (ref: string) => ref.replace(/^refs\/heads\//, '');

export function pullMutations(context: Context) {
  const { world, actor } = context;
  const mayChange = async (id: string): Promise<{ issue: PullIssue; by: ReturnType<typeof authorize> }> => {
    const { issue } = await nodeOf(context, id, 'pull');
    const by = authorize(actor, issue.repository, needs.writePulls);
    requireAuthorOrRole(issue, by, issue.author, 'write');
    return { issue, by };
  };
  const answer = (issue: PullIssue) => ({ pullRequest: pullView(context, issue) });

  return {
    createPullRequest: async ({ input }: Input<PullFields>) => {
      const { repository } = await nodeOf(context, input.repositoryId, 'repository');
      const by = authorize(actor, repository, needs.writePulls);
      const issue = await openPull(world, repository, by, {
        title: input.title,
        body: input.body,
        base: branchName(input.baseRefName),
        head: branchName(input.headRefName),
        draft: input.draft ?? false,
      });
      return answer(issue);
    },
    updatePullRequest: async ({
      input,
    }: Input<{
      pullRequestId: string;
      title?: string | null;
      body?: string | null;
      baseRefName?: string | null;
      state?: string | null;
    }>) => {
      const { issue, by } = await mayChange(input.pullRequestId);
      await editIssue(world, issue, by, { title: input.title ?? undefined, body: input.body ?? undefined });
      if (input.baseRefName) await changeBase(world, issue, by, branchName(input.baseRefName));
      if (input.state === 'CLOSED') await closeIssue(world, issue, by);
      if (input.state === 'OPEN') await reopenPull(world, issue, by);
      return { ...answer(issue), actor: accountView(context, by.account) };
    },
    closePullRequest: async ({ input }: Input<{ pullRequestId: string }>) => {
      const { issue, by } = await mayChange(input.pullRequestId);
      await closeIssue(world, issue, by);
      return answer(issue);
    },
    reopenPullRequest: async ({ input }: Input<{ pullRequestId: string }>) => {
      const { issue, by } = await mayChange(input.pullRequestId);
      await reopenPull(world, issue, by);
      return answer(issue);
    },
    markPullRequestReadyForReview: async ({ input }: Input<{ pullRequestId: string }>) => {
      const { issue, by } = await mayChange(input.pullRequestId);
      await setDraft(world, issue, by, false);
      return answer(issue);
    },
    convertPullRequestToDraft: async ({ input }: Input<{ pullRequestId: string }>) => {
      const { issue, by } = await mayChange(input.pullRequestId);
      await setDraft(world, issue, by, true);
      return answer(issue);
    },
    enablePullRequestAutoMerge: async ({ input }: Input<MergeFields>) => {
      const { issue } = await mayChange(input.pullRequestId);
      const by = authorize(actor, issue.repository, needs.writeContents);
      await enableAutoMerge(world, issue, by, {
        method: (input.mergeMethod ?? 'MERGE').toLowerCase() as MergeInput['method'],
        expectedHead: input.expectedHeadOid ?? undefined,
      });
      return { ...answer(issue), actor: accountView(context, by.account) };
    },
    disablePullRequestAutoMerge: async ({ input }: Input<{ pullRequestId: string }>) => {
      const { issue, by } = await mayChange(input.pullRequestId);
      issue.pull.autoMerge = undefined;
      return { ...answer(issue), actor: accountView(context, by.account) };
    },
    mergePullRequest: async ({ input }: Input<MergeFields>) => {
      const { issue } = await nodeOf(context, input.pullRequestId, 'pull');
      const by = authorize(actor, issue.repository, needs.writeContents);
      await mergePull(world, issue, by, {
        method: (input.mergeMethod ?? 'MERGE').toLowerCase() as MergeInput['method'],
        expectedHead: input.expectedHeadOid ?? undefined,
        title: input.commitHeadline ?? undefined,
        message: input.commitBody ?? undefined,
      });
      return { ...answer(issue), actor: accountView(context, by.account) };
    },
  };
}
