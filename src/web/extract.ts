import { isForm } from '../domain/command/form.ts';
import type { Delivery } from '../ports/delivery.ts';
import { isWanted } from './relevant.ts';

type Json = Readonly<Record<string, unknown>>;

/** How a field is taken: a scalar by its type, `nullable` ones as null too, objects and lists by the shape of their fields. */
type Field = 'string' | 'number' | 'boolean' | 'nullable' | Shape | readonly [Shape];
interface Shape {
  readonly [key: string]: Field;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const take = (value: unknown, field: Field): unknown => {
  if (field === 'nullable')
    return value === null || typeof value === 'string' || typeof value === 'number' ? value : undefined;
  if (field === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof field === 'string') return typeof value === field ? value : undefined;
  if (Array.isArray(field)) {
    const [shape] = field as readonly [Shape];
    return Array.isArray(value) ? value.filter(isObject).map((each) => cut(each, shape)) : undefined;
  }
  if (value === null) return null;
  return isObject(value) ? cut(value, field as Shape) : undefined;
};

const cut = (value: Json, shape: Shape): Json => {
  const out: Record<string, unknown> = {};
  for (const key in shape) {
    const field = shape[key];
    const taken = field === undefined ? undefined : take(value[key], field);
    if (taken !== undefined) out[key] = taken;
  }
  return out;
};

const person: Shape = { id: 'number', login: 'string', type: 'string' };
const repository: Shape = {
  id: 'number',
  node_id: 'string',
  name: 'string',
  full_name: 'string',
  private: 'boolean',
  default_branch: 'string',
  owner: person,
};
const common: Shape = { action: 'string', installation: { id: 'number' }, repository, sender: person };
const listedRepository: Shape = {
  id: 'number',
  node_id: 'string',
  name: 'string',
  full_name: 'string',
  private: 'boolean',
};
const issue: Shape = {
  number: 'number',
  node_id: 'string',
  state: 'string',
  user: person,
  pull_request: { url: 'string' },
};
const side: Shape = { ref: 'string', sha: 'string', repo: { id: 'number', full_name: 'string' } };
const pulls: readonly [Shape] = [{ number: 'number', head: side, base: side }];

const shapes: Readonly<Record<string, Shape>> = {
  issue_comment: {
    ...common,
    issue,
    comment: {
      id: 'number',
      node_id: 'string',
      body: 'string',
      created_at: 'string',
      updated_at: 'string',
      user: person,
    },
  },
  issues: {
    ...common,
    issue: { ...issue, body: 'nullable', created_at: 'string', updated_at: 'string' },
    changes: { old_repository: { id: 'number' } },
  },
  pull_request: {
    ...common,
    number: 'number',
    pull_request: {
      id: 'number',
      number: 'number',
      node_id: 'string',
      state: 'string',
      draft: 'boolean',
      merged: 'boolean',
      merge_commit_sha: 'nullable',
      closed_at: 'nullable',
      user: person,
      head: side,
      base: side,
    },
    before: 'string',
    after: 'string',
    changes: { base: { ref: { from: 'string' }, sha: { from: 'string' } } },
  },
  push: { ...common, ref: 'string', before: 'string' },
  pull_request_review: {
    ...common,
    review: { id: 'number', state: 'string', commit_id: 'string', user: person },
    pull_request: { number: 'number', state: 'string', head: side, base: side },
  },
  check_run: {
    ...common,
    check_run: {
      id: 'number',
      node_id: 'string',
      name: 'string',
      external_id: 'string',
      head_sha: 'string',
      status: 'string',
      conclusion: 'nullable',
      check_suite: { head_branch: 'nullable' },
      app: { id: 'number' },
      pull_requests: pulls,
    },
    requested_action: { identifier: 'string' },
  },
  check_suite: {
    ...common,
    check_suite: {
      id: 'number',
      node_id: 'string',
      head_branch: 'nullable',
      head_sha: 'string',
      status: 'nullable',
      conclusion: 'nullable',
      app: { id: 'number' },
      pull_requests: pulls,
    },
  },
  merge_group: {
    ...common,
    merge_group: { head_sha: 'string', head_ref: 'string', base_ref: 'string', base_sha: 'string' },
  },
  installation: {
    action: 'string',
    installation: { id: 'number', account: person, repository_selection: 'string' },
    repositories: [listedRepository],
    sender: person,
  },
  installation_repositories: {
    action: 'string',
    installation: { id: 'number', account: person, repository_selection: 'string' },
    repositories_added: [listedRepository],
    repositories_removed: [listedRepository],
    sender: person,
  },
};

/** Dotted paths without which a delivery cannot be handled. */
const needed: Readonly<Record<string, readonly string[]>> = {
  issue_comment: ['repository.id', 'sender.id', 'issue.number', 'comment.node_id', 'comment.body'],
  issues: ['repository.id', 'sender.id', 'issue.number', 'issue.node_id'],
  pull_request: ['repository.id', 'pull_request.number', 'pull_request.head.sha', 'pull_request.base.ref'],
  push: ['repository.id', 'repository.default_branch', 'ref', 'before'],
  pull_request_review: [
    'repository.id',
    'review.state',
    'pull_request.number',
    'pull_request.head.sha',
    'pull_request.head.ref',
    'pull_request.base.ref',
  ],
  check_run: ['repository.id', 'sender.id', 'check_run.id', 'check_run.head_sha'],
  check_suite: ['repository.id', 'sender.id', 'check_suite.head_sha'],
  merge_group: ['repository.id', 'merge_group.head_sha', 'merge_group.base_sha', 'merge_group.base_ref'],
  installation: [],
  installation_repositories: [],
};

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);

/**
 * Whether who sent it wrote it. An issue that is transferred is `opened` once more where it arrives, by whoever transfers it, and that
 * gives nobody's command (octokit/webhooks #508).
 */
const isByAuthor = (payload: Json, text: 'comment' | 'issue'): boolean =>
  at(payload, 'changes.old_repository') === undefined && at(payload, `${text}.user.id`) === at(payload, 'sender.id');

const holdsCommand = (body: string): boolean => lineStartsWithSlash.test(body) || isForm(body);
const lineStartsWithSlash = /(?:^|[\n\r\u0085\u2028\u2029\v\f])\//;

/** What decides only once the fields are known. */
const matters = (event: string, payload: Json): boolean => {
  if (event === 'issue_comment')
    return isByAuthor(payload, 'comment') && holdsCommand(String(at(payload, 'comment.body')));
  if (event === 'issues') return isByAuthor(payload, 'issue') && holdsCommand(String(at(payload, 'issue.body') ?? ''));
  // Of the edits of a pull request only a new base changes what is to be checked.
  if (event === 'pull_request' && payload.action === 'edited') return at(payload, 'changes.base') !== undefined;
  if (event === 'push') return payload['ref'] === `refs/heads/${at(payload, 'repository.default_branch')}`;
  // A comment is no opinion on whether to merge.
  if (event === 'pull_request_review') return at(payload, 'review.state') !== 'commented';
  return true;
};

export type Extracted =
  | { readonly kind: 'wanted'; readonly payload: Delivery['payload'] }
  /** It cannot matter to us. */
  | { readonly kind: 'dropped' }
  /** It should matter, but fields are missing that every such delivery of an App has. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] };

/** Cuts a parsed payload down to the fields that handlers read, in GitHub's own shape. The only reader of payloads. */
export const extract = (event: string, json: unknown): Extracted => {
  const shape = Object.hasOwn(shapes, event) ? shapes[event] : undefined;
  if (shape === undefined || !isObject(json) || !isWanted(event, json.action)) return { kind: 'dropped' };
  const payload = cut(json, shape);
  const missing = ['installation.id', ...(needed[event] ?? [])].filter((path) => at(payload, path) === undefined);
  if (missing.length > 0) return { kind: 'incomplete', missing };
  return matters(event, payload) ? { kind: 'wanted', payload } : { kind: 'dropped' };
};
