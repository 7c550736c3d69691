import type { Actor } from '../acts/access.ts';
import { canSee } from '../acts/access.ts';
import { notFound, Problem, unprocessable } from '../acts/problem.ts';
import type { Issue, Repository } from '../state/model.ts';
import { issueByNumber, repositoryByName } from '../state/store.ts';
import type { Dispatch } from '../webhooks/dispatch.ts';
import type { World } from '../world.ts';

/** One API request, read. */
export interface Call {
  readonly world: World;
  readonly dispatch: Dispatch;
  readonly actor: Actor;
  readonly method: string;
  /** Address without the query. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
  readonly limits: { readonly limit: number; readonly used: number; readonly resetAt: number };
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** As GitHub's OpenAPI description writes it. */
  readonly template: string;
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

export const ok = (json: unknown): Reply => ({ status: 200, json });
export const created = (json: unknown): Reply => ({ status: 201, json });
export const nothing: Reply = { status: 204 };

/** The repository in the path. Throws 404 when there is none, or none that the actor may see. */
export function repositoryOf(call: Call): Repository {
  const { owner = '', repo = '' } = call.params;
  const repository = repositoryByName(call.world.store, owner, repo);
  if (!repository || !canSee(call.actor, repository)) throw notFound();
  return repository;
}

export function issueOf(call: Call, repository: Repository): Issue {
  const { store } = call.world;
  const number = Number(call.params.issue_number ?? call.params.pull_number);
  if (store.deleted.get(repository.id)?.has(number)) throw new Problem('GONE', 'This issue was deleted');
  const issue = issueByNumber(store, repository, number);
  if (!issue) throw notFound();
  return issue;
}

/** A page of items with GitHub's `Link` header. */
export function page<Item>(call: Call, items: readonly Item[], shape: (item: Item) => unknown): Reply {
  const { size, number } = pageOf(call);
  const shown = items.slice((number - 1) * size, number * size);
  return { status: 200, json: shown.map(shape), headers: linkHeader(call, items.length) };
}

export function pageOf(call: Call): { readonly size: number; readonly number: number } {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30) || 30));
  return { size, number: Math.max(1, Number(call.query.get('page') ?? 1) || 1) };
}

export function linkHeader(call: Call, total: number): Record<string, string> {
  const { size, number } = pageOf(call);
  const last = Math.max(1, Math.ceil(total / size));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `<${call.url}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev'), link(1, 'first')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(', ') };
}

const wrong = (name: string, kind: string) =>
  unprocessable(`Invalid request.\n\nFor 'properties/${name}', the value is not ${kind}.`);

/** Fields of a JSON body, each of the type that GitHub's description gives it. */
export const field = {
  optionalText(call: Call, name: string): string | undefined {
    const value = call.body[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw wrong(name, 'a string');
    return value;
  },
  text(call: Call, name: string): string {
    const value = field.optionalText(call, name);
    if (value === undefined) throw unprocessable(`Invalid request.\n\n"${name}" wasn't supplied.`);
    return value;
  },
  optionalFlag(call: Call, name: string): boolean | undefined {
    const value = call.body[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') throw wrong(name, 'a boolean');
    return value;
  },
  texts(call: Call, name: string): string[] | undefined {
    const value = call.body[name];
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) throw wrong(name, 'a list of strings');
    return value;
  },
  objects(call: Call, name: string): Readonly<Record<string, unknown>>[] | undefined {
    const value = call.body[name];
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'object' || each === null))
      throw wrong(name, 'a list of objects');
    return value;
  },
  oneOf<Value extends string>(call: Call, name: string, values: readonly Value[]): Value | undefined {
    const value = field.optionalText(call, name);
    if (value === undefined) return undefined;
    const known = values.find((each) => each === value);
    if (known === undefined) throw wrong(name, `one of ${values.join(', ')}`);
    return known;
  },
};

const statuses = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  UNPROCESSABLE: 422,
  STALE_DATA: 422,
  CONFLICT: 409,
  NOT_ALLOWED: 405,
  GONE: 410,
} as const;

/** How REST words a refusal. */
export function problemReply(problem: Problem): Reply {
  const status = statuses[problem.kind];
  const message = problem.fields.length > 0 ? 'Validation Failed' : problem.message;
  const errors = problem.fields.length > 0 ? { errors: problem.fields } : {};
  const json = { message, ...errors, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { status, json };
}
