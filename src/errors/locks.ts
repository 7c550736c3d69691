import { type CatalogueEntry, entry } from './entry.ts';

/** Codes of locks. */
export const locks = {
  'lock/held': entry(
    'Somebody else has locked the cluster.',
    'Ask the owner of the lock for /unlock; those whom policy.unlock names may do it, too.',
  ),
  'lock/not-yours': entry(
    'The lock belongs to somebody else.',
    'Ask its owner, or one of those whom policy.unlock names, for /unlock.',
  ),
  'lock/none': entry('Nobody has locked the cluster.', 'Comment /locks for what is locked.'),
  'lock/unreadable': entry(
    'The issue that keeps the locks was changed by somebody else, so nobody knows what is locked.',
    'Undo the edit of the issue, or delete the issue: then nothing is locked.',
  ),
  'lock/too-many': entry(
    'The list of locks is as long as the text of an issue may be.',
    'Release some with /unlock first.',
  ),
} as const satisfies Record<string, CatalogueEntry>;
