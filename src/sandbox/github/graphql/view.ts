import { GraphQLError } from 'graphql';
import type { Actor } from '../acts/access.ts';
import type { Commit } from '../git/objects.ts';
import type { CheckSuite, PullIssue, Repository } from '../state/model.ts';
import type { World } from '../world.ts';

/** What a resolver hands to the library: a value, or a function of the field's arguments, per field. */
export type View = Readonly<Record<string, unknown>> & { readonly __typename: string };

/** What a request to GraphQL brings. */
export interface Asker {
  readonly world: World;
  readonly actor: Actor;
  readonly limits: { readonly limit: number; readonly used: number; readonly resetAt: number };
}

export interface Context extends Asker {
  readonly show: Show;
}

/** The views that lead to one another: a commit to its checks, those to their pull requests, those to their commits. */
export interface Show {
  repository(repository: Repository): View;
  object(repository: Repository, oid: string): Promise<View | null>;
  commit(repository: Repository, commit: Commit): View;
  ref(repository: Repository, name: string, oid: string): View;
  pull(issue: PullIssue): View;
  suite(suite: CheckSuite): View;
  /** The state of all checks of a commit together; `null` when there are none. */
  rollup(repository: Repository, sha: string): View | null;
}

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** A refusal with GitHub's `type`. */
export function graphqlProblem(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

const cursorOf = (index: number) => Buffer.from(`cursor:v2:${index + 1}`).toString('base64');
const indexOf = (cursor: string) => Number(Buffer.from(cursor, 'base64').toString('utf8').split(':')[2]) - 1;

/** A page of items. Like GitHub, refuses to answer without `first` or `last`, or with more than 100. */
export function connection<Item>(
  name: string,
  items: readonly Item[],
  args: PageArgs,
  view: (item: Item) => unknown,
): Readonly<Record<string, unknown>> {
  const { first, last } = args;
  if (first == null && last == null)
    throw graphqlProblem(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  for (const [word, size] of Object.entries({ first, last }))
    if (size != null && (size > 100 || size < 0))
      throw graphqlProblem(
        'EXCESSIVE_PAGINATION',
        `Requesting ${size} records on the \`${name}\` connection exceeds the \`${word}\` limit of 100 records.`,
      );
  let start = args.after ? indexOf(args.after) + 1 : 0;
  let end = args.before ? indexOf(args.before) : items.length;
  if (first != null) end = Math.min(end, start + first);
  if (last != null) start = Math.max(start, end - last);
  const shown = items.slice(start, end).map((item, offset) => ({ cursor: cursorOf(start + offset), node: view(item) }));
  return {
    totalCount: items.length,
    nodes: shown.map(({ node }) => node),
    edges: shown,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: shown[0]?.cursor ?? null,
      endCursor: shown.at(-1)?.cursor ?? null,
    },
  };
}

export const upper = (text: string): string => text.toUpperCase();

/** `THUMBS_UP` and the like for REST's words. */
export const reactionEnum = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  hooray: 'HOORAY',
  confused: 'CONFUSED',
  heart: 'HEART',
  rocket: 'ROCKET',
  eyes: 'EYES',
} as const;
