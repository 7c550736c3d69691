import {
  authorize,
  issueNeed,
  needs,
  requireAuthorOrRole,
  requireCommentWriter,
  requireUnlocked,
} from '../acts/access.ts';
import { addComment, deleteComment, editComment, react } from '../acts/comments.ts';
import {
  addLabels,
  closeIssue,
  deleteIssue,
  editIssue,
  lockIssue,
  openIssue,
  removeLabel,
  reopenIssue,
  unlockIssue,
} from '../acts/issues.ts';
import { createLabel } from '../acts/labels.ts';
import type { Comment, Issue, ReactionContent } from '../state/model.ts';
import { accountView } from './account-view.ts';
import { commentView, issueView, labelView, reactionGroups, reactionView, subjectView } from './issue-view.ts';
import { nodeOf } from './nodes.ts';
import { type Context, reactionEnum } from './view.ts';

interface Input<Fields> {
  readonly input: Fields;
}

const contentOf = (word: string): ReactionContent =>
  (Object.entries(reactionEnum).find(([, each]) => each === word)?.[0] ?? '+1') as ReactionContent;

async function threadOf(context: Context, id: string): Promise<Issue> {
  return (await nodeOf(context, id, 'issue', 'pull')).issue;
}

async function subjectOf(context: Context, id: string): Promise<{ subject: Issue | Comment; issue: Issue }> {
  const found = await nodeOf(context, id, 'issue', 'pull', 'comment');
  return found.type === 'comment'
    ? { subject: found.comment, issue: found.comment.issue }
    : { subject: found.issue, issue: found.issue };
}

export function issueMutations(context: Context) {
  const { world, actor } = context;
  const allow = (issue: Issue, need: (typeof needs)[keyof typeof needs] = needs.writeIssues) =>
    authorize(actor, issue.repository, issueNeed(issue, need));
  const labelsOf = async (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await nodeOf(context, id, 'label')).label));

  return {
    createIssue: async ({ input }: Input<{ repositoryId: string; title: string; body?: string | null }>) => {
      const { repository } = await nodeOf(context, input.repositoryId, 'repository');
      const by = authorize(actor, repository, { ...needs.writeIssues, permissions: ['issues'] });
      return { issue: issueView(context, await openIssue(world, repository, by, input)) };
    },
    updateIssue: async ({ input }: Input<{ id: string; title?: string | null; body?: string | null }>) => {
      const { issue } = await nodeOf(context, input.id, 'issue');
      const by = allow(issue);
      requireAuthorOrRole(issue, by, issue.author, 'triage');
      await editIssue(world, issue, by, { title: input.title ?? undefined, body: input.body ?? undefined });
      return { issue: issueView(context, issue), actor: accountView(context, by.account) };
    },
    closeIssue: async ({ input }: Input<{ issueId: string; stateReason?: string | null }>) => {
      const { issue } = await nodeOf(context, input.issueId, 'issue');
      const by = allow(issue);
      requireAuthorOrRole(issue, by, issue.author, 'triage');
      await closeIssue(world, issue, by, input.stateReason === 'NOT_PLANNED' ? 'not_planned' : 'completed');
      return { issue: issueView(context, issue) };
    },
    reopenIssue: async ({ input }: Input<{ issueId: string }>) => {
      const { issue } = await nodeOf(context, input.issueId, 'issue');
      const by = allow(issue);
      requireAuthorOrRole(issue, by, issue.author, 'triage');
      await reopenIssue(world, issue, by);
      return { issue: issueView(context, issue) };
    },
    deleteIssue: async ({ input }: Input<{ issueId: string }>) => {
      const { issue, repository } = await nodeOf(context, input.issueId, 'issue');
      const by = authorize(actor, repository, { permissions: ['administration'], level: 'write', role: 'admin' });
      await deleteIssue(world, issue, by);
      return {};
    },
    addComment: async ({ input }: Input<{ subjectId: string; body: string }>) => {
      const issue = await threadOf(context, input.subjectId);
      const by = allow(issue);
      requireUnlocked(issue, by, 'create comment');
      const node = commentView(context, addComment(world, issue, by, input.body));
      return { commentEdge: { cursor: node.id, node }, subject: issueView(context, issue) };
    },
    updateIssueComment: async ({ input }: Input<{ id: string; body: string }>) => {
      const { comment } = await nodeOf(context, input.id, 'comment');
      const by = allow(comment.issue);
      requireCommentWriter(comment, by);
      requireUnlocked(comment.issue, by, 'update comment');
      editComment(world, comment, by, input.body);
      return { issueComment: commentView(context, comment) };
    },
    deleteIssueComment: async ({ input }: Input<{ id: string }>) => {
      const { comment } = await nodeOf(context, input.id, 'comment');
      const by = allow(comment.issue);
      requireCommentWriter(comment, by);
      deleteComment(world, comment, by);
      return {};
    },
    minimizeComment: async ({ input }: Input<{ subjectId: string; classifier: string }>) => {
      const { comment } = await nodeOf(context, input.subjectId, 'comment');
      const by = allow(comment.issue, needs.triageIssues);
      requireCommentWriter(comment, by);
      comment.minimized = input.classifier.toLowerCase().replace(/_/g, '-');
      return { minimizedComment: commentView(context, comment) };
    },
    addReaction: async ({ input }: Input<{ subjectId: string; content: string }>) => {
      const { subject, issue } = await subjectOf(context, input.subjectId);
      const by = allow(issue);
      requireUnlocked(issue, by, 'create reaction');
      const { reaction } = react(world, subject, by, contentOf(input.content));
      return {
        reaction: reactionView(context, subject, reaction),
        reactionGroups: reactionGroups(context, subject),
        subject: subjectView(context, subject),
      };
    },
    removeReaction: async ({ input }: Input<{ subjectId: string; content: string }>) => {
      const { subject, issue } = await subjectOf(context, input.subjectId);
      const by = allow(issue);
      const index = subject.reactions.findIndex(
        (each) => each.user === by.account && each.content === contentOf(input.content),
      );
      const [reaction] = index < 0 ? [] : subject.reactions.splice(index, 1);
      return {
        reaction: reaction ? reactionView(context, subject, reaction) : null,
        subject: subjectView(context, subject),
      };
    },
    createLabel: async ({
      input,
    }: Input<{ repositoryId: string; name: string; color: string; description?: string | null }>) => {
      const { repository } = await nodeOf(context, input.repositoryId, 'repository');
      authorize(actor, repository, { ...needs.triageIssues, role: 'write' });
      const label = createLabel(world, repository, { ...input, description: input.description ?? undefined });
      return { label: labelView(context, repository, label) };
    },
    addLabelsToLabelable: async ({ input }: Input<{ labelableId: string; labelIds: readonly string[] }>) => {
      const issue = await threadOf(context, input.labelableId);
      const by = allow(issue, needs.triageIssues);
      await addLabels(world, issue, by, await labelsOf(input.labelIds));
      return { labelable: issueView(context, issue) };
    },
    removeLabelsFromLabelable: async ({ input }: Input<{ labelableId: string; labelIds: readonly string[] }>) => {
      const issue = await threadOf(context, input.labelableId);
      const by = allow(issue, needs.triageIssues);
      for (const label of await labelsOf(input.labelIds)) await removeLabel(world, issue, by, label);
      return { labelable: issueView(context, issue) };
    },
    lockLockable: async ({ input }: Input<{ lockableId: string; lockReason?: string | null }>) => {
      const issue = await threadOf(context, input.lockableId);
      const reason = input.lockReason?.toLowerCase().replace(/_/g, input.lockReason === 'OFF_TOPIC' ? '-' : ' ');
      const by = authorize(actor, issue.repository, { ...issueNeed(issue, needs.writeIssues), role: 'write' });
      await lockIssue(world, issue, by, reason as Issue['lockReason']);
      return { lockedRecord: issueView(context, issue) };
    },
    unlockLockable: async ({ input }: Input<{ lockableId: string }>) => {
      const issue = await threadOf(context, input.lockableId);
      const by = authorize(actor, issue.repository, { ...issueNeed(issue, needs.writeIssues), role: 'write' });
      await unlockIssue(world, issue, by);
      return { unlockedRecord: issueView(context, issue) };
    },
  };
}
