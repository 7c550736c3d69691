import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type App,
  type Installation,
  type Repository,
  type SandboxGitHub,
  type SandboxOptions,
  startSandboxGitHub,
} from '../../../src/sandbox/github/main.ts';
import { recordConformance } from './conform.ts';

/** One key pair for a whole test file: making one takes a tenth of a second. */
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

export interface ReceivedHook {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A webhook receiver; answers what `status` says. */
export async function startReceiver(): Promise<{
  readonly url: string;
  readonly received: ReceivedHook[];
  status: number;
  close(): Promise<void>;
}> {
  const received: ReceivedHook[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    received.push({ headers: request.headers, body, payload: JSON.parse(body.toString()) });
    response.writeHead(receiver.status).end('received');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    status: 202,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

export interface Scene {
  readonly github: SandboxGitHub;
  readonly app: App;
  readonly installation: Installation;
  readonly repository: Repository;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  readonly secret: string;
  /** Tokens: the installation's, and those of `ada` (admin), `wim` (write) and `rex` (no role). */
  readonly tokens: { readonly bot: string; readonly ada: string; readonly wim: string; readonly rex: string };
  jwt(claims?: Readonly<Record<string, unknown>>): string;
  rest(token: string, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  graphql<Data>(token: string, query: string, variables?: unknown): Promise<GraphqlAnswer<Data>>;
  /** One mutation with one input, as the App. */
  // biome-ignore lint/suspicious/noExplicitAny: each mutation answers another shape
  mutate(name: string, type: string, input: unknown, selection: string): Promise<GraphqlAnswer<any>>;
  /** Also fails when an exchange differed from GitHub's descriptions. */
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever GitHub would answer
  readonly json: any;
  readonly bytes: Buffer;
}

export interface GraphqlAnswer<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors: readonly { readonly type?: string; readonly path?: unknown; readonly message: string }[] | undefined;
}

export const allPermissions = {
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
} as const;

const allEvents = [
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'push',
  'check_run',
  'check_suite',
  'merge_group',
];

/** An organization with one repository, three people and an installed App whose webhooks are received. */
export async function openScene(
  options: SandboxOptions & {
    readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
    readonly private?: boolean;
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): Promise<Scene> {
  const conformance = recordConformance();
  const github = await startSandboxGitHub({ observe: conformance.observe, ...options });
  const receiver = await startReceiver();
  const { control } = github;
  const secret = 'a webhook secret';
  const owner = control.createOrganization('octo-org');
  for (const login of ['ada', 'wim', 'rex']) control.createUser(login, { name: login.toUpperCase() });
  const repository = await control.createRepository('octo-org/fleet', {
    private: options.private ?? false,
    files: options.files ?? { 'README.md': '# Fleet\n', 'clusters/dev/cluster.yaml': 'kind: Cluster\n' },
    collaborators: { ada: 'admin', wim: 'write' },
  });
  const app = control.createApp({
    owner,
    name: 'Cluster Bot',
    permissions: options.permissions ?? allPermissions,
    events: allEvents,
    webhook: { url: receiver.url, secret },
    keys,
  });
  const installation = control.install(app, 'octo-org');

  const jwt: Scene['jwt'] = (claims = {}) => {
    const now = Math.floor((options.now ?? Date.now)() / 1000);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: now - 30, exp: now + 540, iss: app.id, ...claims })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(keys.privateKey, 'base64url')}`;
  };
  const rest: Scene['rest'] = async (token, method, path, body, headers = {}) => {
    const response = await fetch(`${github.url}/api/v3${path}`, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/vnd.github+json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.status === 500) throw new Error(bytes.toString());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: isJson ? JSON.parse(`${bytes}`) : undefined,
    };
  };
  const graphql: Scene['graphql'] = async (token, query, variables) => {
    const response = await fetch(`${github.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    if (response.status === 500) throw new Error(await response.text());
    const answer = (await response.json()) as { data: never; errors?: GraphqlAnswer<never>['errors'] };
    return { status: response.status, data: answer.data, errors: answer.errors };
  };
  const bot = (await rest(jwt(), 'POST', `/app/installations/${installation.id}/access_tokens`)).json.token as string;
  await github.idle();
  receiver.received.splice(0);
  github.forgetRequests();
  return {
    github,
    app,
    installation,
    repository,
    receiver,
    secret,
    tokens: {
      bot,
      ada: control.createToken('ada'),
      wim: control.createToken('wim'),
      rex: control.createToken('rex'),
    },
    jwt,
    rest,
    graphql,
    mutate: (name, type, input, selection) =>
      graphql(bot, `mutation($input: ${type}!) { ${name}(input: $input) { ${selection} } }`, { input }),
    async close() {
      await github.close();
      await receiver.close();
      conformance.assert();
    },
  };
}
