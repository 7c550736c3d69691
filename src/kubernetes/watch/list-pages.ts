import { AppError } from '../../errors.ts';
import { at, text } from '../decode/json.ts';
import { leaveOutManagedFields } from '../decode/leave-out-managed-fields.ts';
import { isPassing, type Refusal, wordsOf } from '../faults.ts';
import type { Stream, Transport } from '../transport.ts';
import type { Gate } from './gate.ts';
import { itemSplitter } from './item-splitter.ts';

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
  /** Selectors to send along. */
  readonly narrowed: Readonly<Record<string, string>>;
  readonly pageSize: number;
  readonly signal: AbortSignal;
  readonly onItem: (item: unknown) => void;
  readonly onPage: () => void;
  /** Waits before a later page is asked for once more. */
  readonly rest: (because: string) => Promise<void>;
}

type Page = Listed | { readonly end: 'more'; readonly token: string };

/** A page after the first is asked for so often before the whole list is begun anew. */
const triesAPage = 4;

/** Lists a collection page by page. Throws `kubernetes/unavailable` when an answer does not come whole. */
export async function listPages(listing: Listing): Promise<Listed> {
  let token: string | undefined;
  for (;;) {
    const page = await readPage(listing, token);
    if (page.end !== 'more') return page;
    token = page.token;
  }
}

/** One page. A large list is not begun anew for one that fails in passing. */
async function readPage(listing: Listing, token: string | undefined): Promise<Page> {
  for (let tries = token === undefined ? triesAPage : 1; ; tries += 1) {
    try {
      const page = await listing.gate.run(() => ask(listing, token));
      if (tries >= triesAPage || page.end !== 'refused' || !isPassing(page.refusal)) return page;
      await listing.rest(page.refusal.message);
    } catch (error) {
      if (tries >= triesAPage || listing.signal.aborted) throw error;
      await listing.rest(wordsOf(error));
    }
  }
}

async function ask(listing: Listing, token: string | undefined): Promise<Page> {
  const { path, signal } = listing;
  if (signal.aborted) throw new AppError('kubernetes/unavailable', 'the watching was stopped');
  const query = {
    ...listing.narrowed,
    limit: String(listing.pageSize),
    ...(token === undefined ? {} : { continue: token }),
  };
  const answer = await listing.transport.stream({ path, query, signal, headMs: 60_000 });
  if (answer.ok) return takeIn(listing, answer.stream);
  return answer.refusal.status === 410 ? { end: 'expired' } : { end: 'refused', refusal: answer.refusal };
}

async function takeIn(listing: Listing, stream: Stream): Promise<Page> {
  const splitter = itemSplitter();
  try {
    for await (const chunk of stream.chunks) {
      splitter.feed(chunk, (item) => listing.onItem(JSON.parse(leaveOutManagedFields(item))));
    }
    return readEnvelope(splitter.envelope());
  } catch (error) {
    throw new AppError('kubernetes/unavailable', `GET ${listing.path}: ${wordsOf(error)}`, { cause: error });
  } finally {
    stream.abort();
    listing.onPage();
  }
}

function readEnvelope(envelope: string): Page {
  const list: unknown = JSON.parse(envelope);
  const items = at(list, 'items');
  const resourceVersion = text(at(list, 'metadata', 'resourceVersion'));
  // Go writes an empty list as null in places.
  if ((items !== null && !Array.isArray(items)) || resourceVersion === undefined) {
    throw new Error('the answer is not a list');
  }
  const token = text(at(list, 'metadata', 'continue'));
  return token === undefined ? { end: 'complete', resourceVersion } : { end: 'more', token };
}
