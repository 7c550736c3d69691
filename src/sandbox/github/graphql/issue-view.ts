import { authorize, hasRole, needs } from '../acts/access.ts';
import { isPull } from '../acts/issues.ts';
import { commitsBetween } from '../git/history.ts';
import { associationOf, commentWebUrl, issueWebUrl } from '../json/issue.ts';
import { pullFiles } from '../json/pull.ts';
import { mergeability, mergeState } from '../state/mergeability.ts';
import type { Account, Comment, Issue, Label, PullIssue, Reaction, Repository, Review } from '../state/model.ts';
import { iso, isoOrNull, repositoryWebUrl } from '../world.ts';
import { accountView } from './account-view.ts';
import { type Context, connection, type PageArgs, reactionEnum, upper, type View } from './view.ts';

function viewerOf(context: Context): Account | undefined {
  const { actor } = context;
  return actor.kind === 'user' || actor.kind === 'installation' ? actor.account : undefined;
}

/** Fields that issues, pull requests and comments share. */
function textView(context: Context, repository: Repository, subject: Issue | Comment) {
  const viewer = viewerOf(context);
  const mine = viewer === subject.author;
  const issue = subject.kind === 'comment' ? subject.issue : subject;
  return {
    id: subject.nodeId,
    author: accountView(context, subject.author),
    authorAssociation: associationOf(repository, subject.author),
    body: subject.body ?? '',
    bodyText: subject.body ?? '',
    createdAt: iso(subject.createdAt),
    publishedAt: iso(subject.createdAt),
    updatedAt: iso(subject.updatedAt),
    lastEditedAt: isoOrNull(subject.editedAt),
    editor: subject.editedBy ? accountView(context, subject.editedBy) : null,
    includesCreatedEdit: subject.editedAt !== undefined,
    createdViaEmail: false,
    viewerDidAuthor: mine,
    viewerCanUpdate: mine || (viewer !== undefined && hasRole(repository, viewer, 'write')),
    viewerCanReact: !issue.locked,
    reactions: (args: PageArgs & { content?: string | null }) => {
      const found = subject.reactions.filter(
        (each) => args.content == null || reactionEnum[each.content] === args.content,
      );
      return connection('reactions', found, args, (reaction) => reactionView(context, subject, reaction));
    },
    reactionGroups: () => reactionGroups(context, subject),
    repository: () => context.show.repository(repository),
  };
}

export function reactionGroups(context: Context, subject: Issue | Comment): View[] {
  return Object.entries(reactionEnum).map(([content, word]) => {
    const given = subject.reactions.filter((reaction) => reaction.content === content);
    const accounts = (name: string) => (args: PageArgs) =>
      connection(name, given, args, (reaction) => accountView(context, reaction.user));
    return {
      __typename: 'ReactionGroup',
      content: word,
      createdAt: given[0] ? iso(given[0].createdAt) : null,
      users: accounts('users'),
      reactors: accounts('reactors'),
      subject: () => subjectView(context, subject),
      viewerHasReacted: given.some((reaction) => reaction.user === viewerOf(context)),
    };
  });
}

export function reactionView(context: Context, subject: Issue | Comment, reaction: Reaction): View {
  return {
    __typename: 'Reaction',
    id: reaction.nodeId,
    databaseId: reaction.id,
    content: reactionEnum[reaction.content],
    createdAt: iso(reaction.createdAt),
    // Only people are users; an App's reaction has none.
    user: reaction.user.type === 'User' ? accountView(context, reaction.user) : null,
    reactable: () => subjectView(context, subject),
  };
}

export function subjectView(context: Context, subject: Issue | Comment): View {
  return subject.kind === 'comment' ? commentView(context, subject) : issueView(context, subject);
}

export function commentView(context: Context, comment: Comment): View {
  const { issue } = comment;
  const url = commentWebUrl(context.world, comment);
  return {
    ...textView(context, issue.repository, comment),
    __typename: 'IssueComment',
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    url,
    resourcePath: url.slice(context.world.site.url.length),
    isMinimized: comment.minimized !== undefined,
    minimizedReason: comment.minimized ?? null,
    issue: () => issueView(context, issue),
    pullRequest: () => (isPull(issue) ? pullView(context, issue) : null),
  };
}

export function labelView(context: Context, repository: Repository, label: Label): View {
  const url = `${repositoryWebUrl(context.world, repository)}/labels/${encodeURIComponent(label.name)}`;
  return {
    __typename: 'Label',
    id: label.nodeId,
    name: label.name,
    color: label.color,
    description: label.description ?? null,
    isDefault: label.isDefault,
    url,
    resourcePath: new URL(url).pathname,
    repository: () => context.show.repository(repository),
  };
}

function threadView(context: Context, issue: Issue) {
  const url = issueWebUrl(context.world, issue);
  return {
    ...textView(context, issue.repository, issue),
    number: issue.number,
    title: issue.title,
    url,
    resourcePath: url.slice(context.world.site.url.length),
    closed: issue.state === 'closed',
    closedAt: isoOrNull(issue.closedAt),
    locked: issue.locked,
    activeLockReason: issue.lockReason ? upper(issue.lockReason).replace(/[- ]/g, '_') : null,
    labels: (args: PageArgs) =>
      connection('labels', issue.labels, args, (label) => labelView(context, issue.repository, label)),
    comments: (args: PageArgs & { orderBy?: { direction: 'ASC' | 'DESC' } | null }) => {
      const sorted = args.orderBy ? issue.comments.toSorted((a, b) => a.updatedAt - b.updatedAt) : issue.comments;
      const found = args.orderBy?.direction === 'DESC' ? sorted.toReversed() : sorted;
      return connection('comments', found, args, (comment) => commentView(context, comment));
    },
  };
}

export function issueView(context: Context, issue: Issue): View {
  if (isPull(issue)) return pullView(context, issue);
  return {
    ...threadView(context, issue),
    __typename: 'Issue',
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    state: upper(issue.state),
    stateReason: issue.stateReason ? upper(issue.stateReason) : null,
  };
}

function reviewView(context: Context, issue: PullIssue, review: Review): View {
  const { repository } = issue;
  return {
    __typename: 'PullRequestReview',
    id: review.nodeId,
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    author: accountView(context, review.author),
    authorAssociation: associationOf(repository, review.author),
    body: review.body,
    state: upper(review.state),
    submittedAt: iso(review.submittedAt),
    createdAt: iso(review.submittedAt),
    updatedAt: iso(review.updatedAt),
    commit: () => context.show.object(repository, review.commit),
    pullRequest: () => pullView(context, issue),
    repository: () => context.show.repository(repository),
  };
}

export function pullView(context: Context, issue: PullIssue): View {
  const { pull, repository } = issue;
  const { git } = repository;
  const branchView = (ref: string) => {
    const name = `refs/heads/${ref}`;
    const oid = git.refs.read(name);
    return oid ? context.show.ref(repository, name, oid) : null;
  };
  const sum = async (count: 'additions' | 'deletions') =>
    (await pullFiles(issue)).reduce((total, file) => total + file[count], 0);
  return {
    ...threadView(context, issue),
    __typename: 'PullRequest',
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    permalink: issueWebUrl(context.world, issue),
    state: pull.merged ? 'MERGED' : upper(issue.state),
    isDraft: pull.draft,
    isCrossRepository: pull.head.repository !== repository,
    maintainerCanModify: false,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    headRef: () => branchView(pull.head.ref),
    headRepository: () => context.show.repository(pull.head.repository),
    headRepositoryOwner: () => accountView(context, pull.head.repository.owner),
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    baseRef: () => branchView(pull.base.ref),
    baseRepository: () => context.show.repository(repository),
    merged: pull.merged !== undefined,
    mergedAt: isoOrNull(pull.merged?.at),
    mergedBy: pull.merged ? accountView(context, pull.merged.by) : null,
    mergeCommit: () => (pull.merged ? context.show.object(repository, pull.merged.sha) : null),
    mergeable: async () => {
      const merge = await mergeability(issue);
      return merge === 'unknown' ? 'UNKNOWN' : merge === 'clean' ? 'MERGEABLE' : 'CONFLICTING';
    },
    mergeStateStatus: async () => upper(await mergeState(context.world.store, issue)),
    autoMergeRequest: () =>
      pull.autoMerge === undefined || issue.state === 'closed'
        ? null
        : {
            enabledAt: iso(pull.autoMerge.at),
            enabledBy: accountView(context, pull.autoMerge.by.account),
            mergeMethod: upper(pull.autoMerge.input.method),
          },
    reviewDecision: null,
    reviews: (args: PageArgs & { states?: readonly string[] | null; author?: string | null }) => {
      const found = pull.reviews
        .filter(({ state }) => args.states == null || args.states.includes(upper(state)))
        .filter(({ author }) => args.author == null || author.login === args.author);
      return connection('reviews', found, args, (review) => reviewView(context, issue, review));
    },
    additions: () => sum('additions'),
    deletions: () => sum('deletions'),
    changedFiles: async () => (await pullFiles(issue)).length,
    files: async (args: PageArgs) =>
      connection('files', await pullFiles(issue), args, (file) => ({
        __typename: 'PullRequestChangedFile',
        path: file.path,
        additions: file.additions,
        deletions: file.deletions,
        changeType: { removed: 'DELETED' }[file.status as string] ?? upper(file.status),
      })),
    commits: async (args: PageArgs) => {
      authorize(context.actor, repository, needs.readContents);
      const commits = await commitsBetween(git.objects, pull.base.sha, pull.head.sha);
      return connection('commits', commits, args, (commit) => ({
        __typename: 'PullRequestCommit',
        id: `PRC_${commit.oid}`,
        commit: context.show.commit(repository, commit),
        pullRequest: () => pullView(context, issue),
      }));
    },
    statusCheckRollup: () => context.show.rollup(repository, pull.head.sha),
  };
}
