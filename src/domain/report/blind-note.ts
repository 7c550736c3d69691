import { catalogue } from '../../errors.ts';
import { lacksRight, type Sight } from '../health/sight.ts';

/** What a check says besides while the management cluster cannot be seen; empty where it can. Markdown. */
export function blindNote(sight: Sight): string {
  if (sight.state !== 'blind') return '';
  const toDo = lacksRight(sight) ? `**To do:** ${catalogue['kubernetes/forbidden'].cure} ` : '';
  return `${toDo}Nothing is concluded from what cannot be seen. This check goes on by itself when it can.`;
}
