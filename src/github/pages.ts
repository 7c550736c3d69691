import type { Client } from './client.ts';
import type { Reply } from './reply.ts';

/** A query parameter of the `rel="next"` link, if there is a next page. */
export function nextPage(reply: Reply, parameter: string): string | undefined {
  const next = (reply.headers.link ?? '')
    .split(',')
    .map((part) => /<([^>]+)>\s*;.*rel="next"/.exec(part)?.[1])
    .find((url) => url !== undefined);
  if (next === undefined) return undefined;
  return new URL(next).searchParams.get(parameter) ?? undefined;
}

/** The bodies of all pages of a list, a hundred entries each, at most `limit` pages (a hundred thousand entries by default). */
export async function* pages(
  client: Pick<Client, 'rest'>,
  list: { readonly url: string; readonly parameters?: Readonly<Record<string, unknown>> },
  limit = 1000,
): AsyncGenerator<unknown> {
  for (let page: string | undefined = '1', count = 0; page !== undefined && count < limit; count += 1) {
    const reply: Reply = await client.rest({
      method: 'GET',
      url: list.url,
      parameters: { ...list.parameters, per_page: 100, page: Number(page) },
    });
    yield reply.data;
    page = nextPage(reply, 'page');
  }
}
