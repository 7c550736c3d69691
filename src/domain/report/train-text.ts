import type { ChangeRequest } from '../cluster/request.ts';
import { short } from '../gitops/revision.ts';
import { isTidying } from '../train/tidying.ts';
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
  { verdict, by = '', source = '' }: Omit<TrainMark, 'request'>,
): string {
  switch (verdict) {
    case 'continued': {
      const free = isTidying(next) ? ', and nothing refers to the old templates any more' : '';
      return `🚆 #${pull} is merged and ready${free}. For ${prose(request.asker.login)}, as if given here, the next step follows:\n\n${block(next)}`;
    }
    case 'stopped':
      return `⏹️ #${pull} stays merged. ${prose(by)} stopped what was to follow it:\n\n${block(next)}\n\nTo go on, give that command.`;
    case 'overtaken':
      return `⏹️ #${pull} is merged, but ${mono(short(source))} changed the same files before it was ready. So nobody can tell whether what was to follow still fits, and it is not given:\n\n${block(next)}\n\nLook at what the files say now; to go on, give that command.`;
  }
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
  /** Ready is neutral because no management cluster is configured. */
  readonly unseen: boolean;
  /** The later commit that changed the same files before it was ready. */
  readonly overtaken?: string;
  readonly train?: SettledTrain;
}): string {
  const { request, stage, ready, unseen, overtaken, train } = view;
  if (request.next === undefined || stage === 'closed') return '';
  const [next, asker] = [mono(request.next), prose(request.asker.login)];
  if (train?.verdict === 'continued') return `**Then:** ${next} was [given](${train.url}).`;
  if (train?.verdict === 'stopped')
    return `**Then:** nothing. ${prose(train.by ?? '')} [stopped](${train.url}) ${next}.`;
  if (train?.verdict === 'overtaken')
    return `**Then:** nothing. The files were [changed again](${train.url}) before this was ready; to go on, give ${next}.`;
  const free = isTidying(request.next) ? ', and nothing refers to the old templates any more' : '';
  if (stage === 'open') return `**Then:** once this is merged and ready${free}, ${next} is given for ${asker}.`;
  if (overtaken !== undefined)
    return isTidying(request.next)
      ? `**Then:** once what ${mono(short(overtaken))} made of these files is ready${free}, ${next} is given for ${asker}; \`/cancel\` stops that.`
      : `**Then:** nothing. ${mono(short(overtaken))} changed these files again before this was ready; to go on, give ${next}.`;
  if (ready === 'neutral')
    return unseen
      ? `**Then:** nothing by itself. Give ${next} when you see that it is ready.`
      : '**Then:** nothing. The cluster was removed from Git again.';
  return `**Then:** when Sync and Ready have passed${free}, ${next} is given for ${asker}; \`/cancel\` stops that.`;
}
