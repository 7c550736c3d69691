import { requestId } from '../domain/cluster/names.ts';
import type { ChangeRequest, Request } from '../domain/cluster/request.ts';
import { overtakenComment, trainComment } from '../domain/report/train-text.ts';
import { decodeTrainMark, type SettledTrain, type TrainMark } from '../domain/train/train-mark.ts';
import type { Announcements, CommandFacts, CommandFactsSource } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { answerTo } from './answer.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly facts: CommandFactsSource;
  readonly announcements: Announcements;
  readonly signer: Signer;
}

/** A request that another command is to follow. */
export type TrainRequest = ChangeRequest & { readonly next: string };

export const hasNext = (request: Request): request is TrainRequest =>
  request.kind !== 'delete-cluster' && request.next !== undefined;

type Comment = CommandFacts['ownComments'][number];

/** A mark with the comment that carries it. */
export type FoundMark = TrainMark & Pick<Comment, 'nodeId' | 'url'>;

const purpose = 'train';

/** What was decided of a request's train, by the comments of its issue: the first mark holds, later ones came too late. */
export const trainMarks = (
  signer: Signer,
  request: Pick<Request, 'id' | 'repository'>,
  comments: readonly Comment[],
): readonly FoundMark[] =>
  comments.flatMap(({ nodeId, url, body }) =>
    signer
      .read(purpose, request.repository.id, body)
      .payloads.flatMap((payload) => decodeTrainMark(payload) ?? [])
      .filter((mark) => mark.request === request.id)
      .map((mark) => ({ ...mark, nodeId, url })),
  );

/** Whether the command that a mark stands for became a request, or was answered otherwise. */
export const isHandled = (
  signer: Signer,
  repositoryId: number,
  { nodeId }: FoundMark,
  comments: readonly Comment[],
): boolean =>
  findSticky(signer, repositoryId, requestId(repositoryId, nodeId, 0), comments) !== undefined ||
  answerTo(signer, repositoryId, nodeId, comments) !== undefined;

/** As a record remembers it. */
export const settledAs = ({ verdict, by, url }: FoundMark): SettledTrain => ({
  verdict,
  ...(by === undefined ? {} : { by }),
  url,
});

export interface Settled {
  readonly mark: FoundMark;
  /** Our comments on the request's issue. */
  readonly comments: readonly Comment[];
}

/**
 * Decides what becomes of a request's train, in a comment on its issue, unless that was decided before; without a wish it only looks.
 * Of two that decide at the same time the first comment holds for both, and the other says so. Undefined while nothing is decided, and
 * where the issue takes no comment.
 */
export async function settleTrain(
  needs: Needs,
  request: TrainRequest,
  pull: number,
  wish?: Omit<TrainMark, 'request'>,
): Promise<Settled | undefined> {
  const { repository, issue, source, next } = request;
  const gather = () => needs.facts.gather({ repository, issue, sourceNodeId: source.nodeId });
  const facts = await gather();
  let comments = facts.ownComments;
  if (trainMarks(needs.signer, request, comments).length === 0) {
    if (wish === undefined || facts.issue === undefined || facts.issue.locked || facts.repository.archived)
      return undefined;
    const marker = needs.signer.mark(purpose, repository.id, { request: request.id, ...wish });
    const body = `${trainComment({ request, pull, next }, wish)}\n${marker}`;
    const { comment } = await needs.announcements.publish({
      repository,
      comment: { issueNodeId: facts.issue.nodeId, body },
    });
    if (comment === undefined) return undefined;
    const { ownComments } = await gather();
    const listed = ownComments.some(({ nodeId }) => nodeId === comment.nodeId);
    comments = listed ? ownComments : [...ownComments, { ...comment, body }];
  }
  const [mark, ...late] = trainMarks(needs.signer, request, comments);
  if (mark === undefined) return undefined;
  for (const { nodeId } of late) {
    const body = overtakenComment(pull, mark.url);
    const issueNodeId = facts.issue?.nodeId ?? request.issueNodeId;
    await needs.announcements.publish({ repository, comment: { issueNodeId, body, existing: nodeId } });
  }
  return { mark, comments };
}
