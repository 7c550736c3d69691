import { type CatalogueEntry, entry } from './entry.ts';

/** Codes of schedules. */
export const schedule = {
  'schedule/overtaken': entry(
    'A schedule was to have something done, and by the time that it could be done it no longer asked for it.',
    'Nothing is to be done: the schedule goes on with its next time.',
  ),
} as const satisfies Record<string, CatalogueEntry>;
