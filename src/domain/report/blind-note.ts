import { catalogue } from '../../errors.ts';
import { lacksRight, type Sight } from '../health/sight.ts';
import type { StageState } from './stage.ts';

/** The state of a check by what it found; what cannot be known for want of a right is for somebody. */
export const seenState = <Found extends string>(
  found: Found | 'unknown',
  states: Readonly<Record<Found | 'unknown', StageState>>,
  sight: Sight,
): StageState => (found === 'unknown' && lacksRight(sight) ? 'action_required' : states[found]);

/** What a check says besides while the management cluster cannot be seen; empty where it can. Markdown. */
export function blindNote(sight: Sight): string {
  if (sight.state !== 'blind') return '';
  const toDo = lacksRight(sight) ? `**To do:** ${catalogue['kubernetes/forbidden'].cure} ` : '';
  return `${toDo}Nothing is concluded from what cannot be seen. This check goes on by itself when it can.`;
}
