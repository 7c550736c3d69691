import { humanDuration } from '../health/duration.ts';
import { timeOfDay } from './markdown.ts';

/** Where a command stands that waits for its turn; times in milliseconds since the epoch. */
export interface LinePlace {
  /** Comments with commands that come before it. */
  readonly before: number;
  /** When it is likely to be begun. */
  readonly due: number;
}

const lost =
  'GitHub limits how much an App may create in an hour, and that is used up for now. Nothing is lost, and nothing need be given again: the answer will stand here.';

/** Stands where the answer will be. `inComment`: the command is, and not the text of an issue. */
export function inLineText({ before, due }: LinePlace, now: number, inComment: boolean): string {
  return [
    `⏳ **Number ${before + 1} in line**, begun at about ${timeOfDay(due)} (in ${humanDuration(due - now)}).`,
    inComment ? `${lost} To take the command back, delete your comment.` : lost,
  ].join('\n\n');
}

/** The same, once the comment with the command is gone. */
export const takenBackText = 'Nothing was done: the comment with the command was deleted while it stood in line.';
