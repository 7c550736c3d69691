import type { ChangeRequest } from '../cluster/request.ts';
import type { SettledTrain, TrainMark } from '../train/train-mark.ts';
import { block, mono, prose } from './markdown.ts';
import type { StageState } from './stage.ts';

export interface TrainView {
  readonly request: Pick<ChangeRequest, 'asker'>;
  /** Number of the pull request that is merged. */
  readonly pull: number;
  /** The command that follows. */
  readonly next: string;
}

/** The comment that carries a mark; a signed marker follows. */
export function trainComment(
  { request, pull, next }: TrainView,
  { verdict, by = '' }: Pick<TrainMark, 'verdict' | 'by'>,
): string {
  return verdict === 'continued'
    ? `🚆 #${pull} is merged and ready. For ${prose(request.asker.login)}, as if given here, the next step follows:\n\n${block(next)}`
    : `⏹️ #${pull} stays merged. ${prose(by)} stopped what was to follow it:\n\n${block(next)}\n\nTo go on, give that command.`;
}

/** What a comment says instead whose mark came too late. */
export const overtakenComment = (pull: number, url: string): string =>
  `Nothing came of this: what follows #${pull} had been decided [a moment before](${url}).`;

/** What a request's sticky comment says of what follows it; empty where nothing does. Markdown. */
export function whatFollows(view: {
  readonly request: Pick<ChangeRequest, 'asker' | 'next'>;
  readonly stage: 'open' | 'merged' | 'closed';
  /** What Ready says on the merge commit. */
  readonly ready: StageState | undefined;
  readonly train?: SettledTrain;
}): string {
  const { request, stage, ready, train } = view;
  if (request.next === undefined || stage === 'closed') return '';
  const [next, asker] = [mono(request.next), prose(request.asker.login)];
  if (train?.verdict === 'continued') return `**Then:** ${next} was [given](${train.url}).`;
  if (train?.verdict === 'stopped')
    return `**Then:** nothing. ${prose(train.by ?? '')} [stopped](${train.url}) ${next}.`;
  if (stage === 'open') return `**Then:** once this is merged and ready, ${next} is given for ${asker}.`;
  return ready === 'neutral'
    ? `**Then:** nothing by itself. Give ${next} when you see that it is ready.`
    : `**Then:** when Sync and Ready have passed, ${next} is given for ${asker}; \`/cancel\` stops that.`;
}
