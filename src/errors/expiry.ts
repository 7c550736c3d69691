import { type CatalogueEntry, entry } from './entry.ts';

/** Codes of lifetimes. */
export const expiry = {
  'expiry/none': entry('The cluster has no lifetime: it lives until it is deleted.', 'Nothing is to be done.'),
} as const satisfies Record<string, CatalogueEntry>;
