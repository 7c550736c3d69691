import type { Comment, Issue, Reaction, ReactionContent } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import type { World } from '../world.ts';
import type { By } from './access.ts';
import { checkText, commentPayload } from './issues.ts';
import { invalid } from './problem.ts';

/** Adds a comment to an issue or pull request. */
export function addComment(world: World, issue: Issue, by: By, body: string): Comment {
  if (body.trim() === '') throw invalid('IssueComment', "Body can't be blank");
  checkText('IssueComment', body);
  const id = world.store.id('comment');
  const at = world.now();
  const comment: Comment = {
    kind: 'comment',
    id,
    nodeId: encodeNodeId('IC', issue.repository.id, id),
    issue,
    author: by.account,
    via: by.via,
    body,
    createdAt: at,
    updatedAt: at,
    editedAt: undefined,
    editedBy: undefined,
    minimized: undefined,
    reactions: [],
  };
  issue.comments.push(comment);
  issue.updatedAt = at;
  world.store.comments.set(id, comment);
  publish(world, comment, 'created', by);
  return comment;
}

export function editComment(world: World, comment: Comment, by: By, body: string): void {
  if (body.trim() === '') throw invalid('IssueComment', "Body can't be blank");
  checkText('IssueComment', body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = world.now();
  comment.editedAt = comment.updatedAt;
  comment.editedBy = by.account;
  publish(world, comment, 'edited', by, { changes: { body: { from } } });
}

export function deleteComment(world: World, comment: Comment, by: By): void {
  comment.issue.comments = comment.issue.comments.filter((each) => each !== comment);
  world.store.comments.delete(comment.id);
  publish(world, comment, 'deleted', by);
}

function publish(world: World, comment: Comment, action: string, by: By, more = {}): void {
  const { repository } = comment.issue;
  const payload = { ...commentPayload(world, comment), ...more };
  world.publish({ event: 'issue_comment', action, sender: by.account, repository, payload });
}

/** Adds a reaction; the same one of the same account is returned as it is, `created: false`. No webhook tells of it. */
export function react(
  world: World,
  subject: Issue | Comment,
  by: By,
  content: ReactionContent,
): { readonly reaction: Reaction; readonly created: boolean } {
  const known = subject.reactions.find((each) => each.user === by.account && each.content === content);
  if (known) return { reaction: known, created: false };
  const id = world.store.id('reaction');
  const reaction: Reaction = {
    id,
    nodeId: encodeNodeId('REA', id),
    user: by.account,
    content,
    createdAt: world.now(),
  };
  subject.reactions.push(reaction);
  return { reaction, created: true };
}
