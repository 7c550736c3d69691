import { AppError } from '../../errors.ts';
import { at, text } from '../decode/json.ts';
import type { Refusal } from '../faults.ts';
import { TooLarge, type Transport } from '../transport.ts';
import type { Gate } from './gate.ts';

export type Listed =
  /** Every page was read; a watch may start from this resource version. */
  | { readonly end: 'complete'; readonly resourceVersion: string }
  /** The list's snapshot expired between two pages: start again. */
  | { readonly end: 'expired' }
  | { readonly end: 'refused'; readonly refusal: Refusal };

interface Listing {
  readonly transport: Transport;
  readonly gate: Gate;
  readonly path: string;
  readonly pageSize: number;
  readonly signal: AbortSignal;
  /** Called with each page's items as it arrives. */
  readonly onPage: (items: readonly unknown[]) => void;
}

/** Lists a collection page by page. Throws `kubernetes/unavailable` when an answer does not come whole. */
export async function listPages(listing: Listing): Promise<Listed> {
  let size = listing.pageSize;
  let token: string | undefined;
  for (;;) {
    const page = await readPage(listing, size, token);
    if (page === 'too large') {
      if (size === 1)
        throw new AppError('kubernetes/unavailable', `GET ${listing.path}: an object is too large to read`);
      size = Math.max(1, Math.floor(size / 4));
      continue;
    }
    if (page.end !== 'more') return page;
    token = page.token;
  }
}

type Page = Listed | { readonly end: 'more'; readonly token: string };

function readPage(listing: Listing, size: number, token: string | undefined): Promise<Page | 'too large'> {
  return listing.gate.run(async () => {
    if (listing.signal.aborted) throw new AppError('kubernetes/unavailable', 'the watching was stopped');
    const query = { limit: String(size), ...(token === undefined ? {} : { continue: token }) };
    try {
      const answer = await listing.transport.call({
        path: listing.path,
        query,
        signal: listing.signal,
        idleMs: 60_000,
      });
      if (!answer.ok) {
        if (answer.refusal.status === 410) return { end: 'expired' };
        return { end: 'refused', refusal: answer.refusal };
      }
      return takePage(listing, answer.body);
    } catch (error) {
      if (error instanceof TooLarge) return 'too large';
      throw error;
    }
  });
}

function takePage(listing: Listing, body: unknown): Page {
  const items = at(body, 'items');
  const resourceVersion = text(at(body, 'metadata', 'resourceVersion'));
  // Go writes an empty list as null in places.
  if ((items !== null && !Array.isArray(items)) || resourceVersion === undefined) {
    throw new AppError('kubernetes/unavailable', `GET ${listing.path}: the answer is not a list`);
  }
  if (items !== null) listing.onPage(items);
  const token = text(at(body, 'metadata', 'continue'));
  return token === undefined ? { end: 'complete', resourceVersion } : { end: 'more', token };
}
