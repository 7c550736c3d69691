import { humanDuration } from '../health/duration.ts';
import type { Sight } from '../health/sight.ts';
import { prose, secondOfDay } from './markdown.ts';

/** Of which time what is shown of the management cluster is, where that is not of now; empty where it is. Markdown. */
export function pictureNote(sight: Sight, now: number): string {
  if (sight.state === 'absent') return '';
  if (sight.asOf === undefined)
    return sight.state === 'live' ? '' : '⚠️ This may not be all: the management cluster was not looked through yet.';
  const which = sight.state === 'blind' ? 'the management cluster' : prose(sight.behind);
  const age = humanDuration(Math.max(0, now - sight.asOf));
  return `⚠️ This is as it was at ${secondOfDay(sight.asOf)}, ${age} ago: since then ${which} could not be followed.`;
}
