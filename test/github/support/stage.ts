import nock from 'nock';
import type { ConfigurationRead } from '../../../src/domain/access/configuration.ts';
import type { RepositoryRef } from '../../../src/domain/repository.ts';
import { connectGitHub, type GitHubConnection, type GitHubOptions } from '../../../src/github/connect.ts';
import { leaveToNock } from '../../support/no-network.ts';
import { privateKey } from './key.ts';

export const repository: RepositoryRef = { id: 501, owner: 'acme', name: 'clusters', installationId: 77 };
export const api = 'https://api.github.com';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
type Variables = Readonly<Record<string, unknown>>;
type Operation = (variables: Variables, document: string) => Answer | { data?: unknown; errors?: unknown };

export interface Stage {
  readonly github: GitHubConnection;
  /** Every request to GraphQL, in order. */
  readonly operations: { readonly name: string; readonly variables: Variables; readonly document: string }[];
  /** What was slept, in milliseconds. */
  readonly slept: number[];
  readonly requests: { readonly installation: number; readonly kind: string; readonly status: number }[];
  readonly quotas: { readonly installation: number; readonly resource: string; readonly remaining: number }[];
  readonly logged: { readonly fields: object; readonly message: string }[];
  tokens(): number;
  advance(ms: number): void;
  /** Answers one operation; a function is asked each time. */
  on(name: string, operation: Operation): void;
}

/** A connection on a clock that only sleeping moves, with GraphQL answered by the test and tokens given freely. */
export function stage(options: Partial<GitHubOptions> & { readonly tokenLifeMs?: number } = {}): Stage {
  let now = Date.parse('2026-03-01T12:00:00Z');
  let tokens = 0;
  const operations: Stage['operations'] = [];
  const handlers = new Map<string, Operation>();
  const slept: number[] = [];
  const requests: Stage['requests'] = [];
  const quotas: Stage['quotas'] = [];
  const logged: Stage['logged'] = [];
  const { tokenLifeMs = 3_600_000, ...overrides } = options;

  // It stands in the way of every request of the process, so only while there is a stage.
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  leaveToNock(true);
  nock(api)
    .persist()
    .post(/^\/app\/installations\/\d+\/access_tokens$/)
    .reply(201, () => {
      tokens += 1;
      return { token: `ghs_${tokens}`, expires_at: new Date(now + tokenLifeMs).toISOString(), permissions: {} };
    });
  nock(api)
    .persist()
    .post('/graphql')
    .reply(async (request: Request) => {
      const { query, variables } = (await request.json()) as { query: string; variables: Variables };
      const name = /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';
      operations.push({ name, variables, document: query });
      const handler = handlers.get(name);
      if (handler === undefined) return [500, { message: `the test does not answer ${name}` }];
      const answer = handler(variables, query);
      if ('body' in answer) return [answer.status ?? 200, answer.body as nock.Body, answer.headers ?? {}];
      return [200, answer as nock.Body];
    });

  const log = (fields: object, message: string) => void logged.push({ fields, message });
  const github = connectGitHub({
    app: { id: 4711, privateKey: privateKey() },
    decodeConfiguration: (): ConfigurationRead => ({ state: 'absent' }),
    clustersFolderDefault: 'clusters',
    clock: { now: () => now },
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    random: () => 0.5,
    metrics: {
      delivery: () => {},
      command: () => {},
      job: () => {},
      deletion: () => {},
      checkWritten: () => {},
      githubRequest: (installation, kind, status) => void requests.push({ installation, kind, status }),
      githubQuota: (installation, resource, remaining) => void quotas.push({ installation, resource, remaining }),
    },
    log: { info: log, warn: log, error: log, debug: () => {} },
    userAgent: 'clusterops/test',
    ...overrides,
  });
  return {
    github,
    operations,
    slept,
    requests,
    quotas,
    logged,
    tokens: () => tokens,
    advance: (ms) => {
      now += ms;
    },
    on: (name, operation) => void handlers.set(name, operation),
  };
}

/** For `afterEach`. */
export function clearStage(): void {
  nock.abortPendingRequests();
  nock.cleanAll();
  nock.restore();
  leaveToNock(false);
}
