import { authorize, issueNeed, needs, requireCommentWriter, requireUnlocked } from '../acts/access.ts';
import { addComment, deleteComment, editComment, react } from '../acts/comments.ts';
import { notFound } from '../acts/problem.ts';
import {
  type Call,
  created,
  field,
  issueOf,
  nothing,
  ok,
  page,
  type Reply,
  type Route,
  repositoryOf,
} from '../http/call.ts';
import { commentJson, reactionJson } from '../json/issue.ts';
import type { Comment, Issue, ReactionContent, Repository } from '../state/model.ts';

const contents: readonly ReactionContent[] = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'];

function commentOf(call: Call, repository: Repository): Comment {
  const comment = call.world.store.comments.get(Number(call.params.comment_id));
  if (comment?.issue.repository !== repository) throw notFound();
  return comment;
}

function create(call: Call): Reply {
  const repository = repositoryOf(call);
  const issue = issueOf(call, repository);
  const by = authorize(call.actor, repository, issueNeed(issue, needs.writeIssues));
  requireUnlocked(issue, by, 'create comment');
  return created(commentJson(call.world, addComment(call.world, issue, by, field.text(call, 'body'))));
}

const sinceOf = (call: Call) => Date.parse(call.query.get('since') ?? '') || 0;
const updatedSince = (comment: Comment, since: number) => Math.floor(comment.updatedAt / 1000) * 1000 >= since;

function listOfIssue(call: Call): Reply {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readIssues);
  const since = sinceOf(call);
  const found = issueOf(call, repository).comments.filter((comment) => updatedSince(comment, since));
  return page(call, found, (comment) => commentJson(call.world, comment));
}

function listOfRepository(call: Call): Reply {
  const repository = repositoryOf(call);
  authorize(call.actor, repository, needs.readIssues);
  const since = sinceOf(call);
  const value = (each: Comment) => (call.query.get('sort') === 'updated' ? each.updatedAt : each.createdAt);
  const sign = call.query.get('direction') === 'desc' ? -1 : 1;
  const found = [...call.world.store.comments.values()]
    .filter((comment) => comment.issue.repository === repository && updatedSince(comment, since))
    .sort((a, b) => sign * (value(a) - value(b) || a.id - b.id));
  return page(call, found, (comment) => commentJson(call.world, comment));
}

function change(call: Call): Reply {
  const repository = repositoryOf(call);
  const comment = commentOf(call, repository);
  const by = authorize(call.actor, repository, issueNeed(comment.issue, needs.writeIssues));
  requireCommentWriter(comment, by);
  if (call.method === 'DELETE') {
    deleteComment(call.world, comment, by);
    return nothing;
  }
  requireUnlocked(comment.issue, by, 'update comment');
  editComment(call.world, comment, by, field.text(call, 'body'));
  return ok(commentJson(call.world, comment));
}

const issueSubject = (call: Call, repository: Repository): Issue | Comment => issueOf(call, repository);

function addReaction(subjectOf: typeof issueSubject): Route['handle'] {
  return (call) => {
    const repository = repositoryOf(call);
    const subject = subjectOf(call, repository);
    const issue = subject.kind === 'comment' ? subject.issue : subject;
    const by = authorize(call.actor, repository, issueNeed(issue, needs.writeIssues));
    requireUnlocked(issue, by, 'create reaction');
    const content = field.oneOf(call, 'content', contents) ?? '+1';
    const outcome = react(call.world, subject, by, content);
    return { status: outcome.created ? 201 : 200, json: reactionJson(call.world, outcome.reaction) };
  };
}

function listReactions(subjectOf: typeof issueSubject): Route['handle'] {
  return (call) => {
    const repository = repositoryOf(call);
    authorize(call.actor, repository, needs.readIssues);
    const content = call.query.get('content');
    const found = subjectOf(call, repository).reactions.filter((each) => content === null || each.content === content);
    return page(call, found, (each) => reactionJson(call.world, each));
  };
}

const issues = '/repos/{owner}/{repo}/issues';
const one = `${issues}/comments/{comment_id}`;

export const commentRoutes: readonly Route[] = [
  { method: 'GET', template: `${issues}/comments`, handle: listOfRepository },
  {
    method: 'GET',
    template: one,
    handle: (call) => {
      const repository = repositoryOf(call);
      authorize(call.actor, repository, needs.readIssues);
      return ok(commentJson(call.world, commentOf(call, repository)));
    },
  },
  { method: 'PATCH', template: one, handle: change },
  { method: 'DELETE', template: one, handle: change },
  { method: 'POST', template: `${one}/reactions`, handle: addReaction(commentOf) },
  { method: 'GET', template: `${one}/reactions`, handle: listReactions(commentOf) },
  { method: 'POST', template: `${issues}/{issue_number}/comments`, handle: create },
  { method: 'GET', template: `${issues}/{issue_number}/comments`, handle: listOfIssue },
  { method: 'POST', template: `${issues}/{issue_number}/reactions`, handle: addReaction(issueSubject) },
  { method: 'GET', template: `${issues}/{issue_number}/reactions`, handle: listReactions(issueSubject) },
];
