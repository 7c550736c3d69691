import { decodeConfiguration } from '../../../src/configuration/decode.ts';
import type { RepositoryRef } from '../../../src/domain/repository.ts';
import { connectGitHub, type GitHubConnection } from '../../../src/github/connect.ts';
import type { Change } from '../../../src/ports/github.ts';
import { type App, type Issue, type SandboxGitHub, startSandboxGitHub } from '../../../src/sandbox/github/main.ts';
import { recordConformance } from '../../support/github/conform.ts';

export const place = 'acme/platform';
const person = 'ada';

/** The adapter against a local GitHub with one repository, one person who may write, and the App installed. */
export interface Wire {
  readonly sandbox: SandboxGitHub;
  readonly github: GitHubConnection;
  readonly repository: RepositoryRef;
  readonly nodeId: string;
  readonly app: App;
  readonly issue: Issue;
  /** Commits as a person; `undefined` deletes. Resolves the new head. */
  commit(files: Readonly<Record<string, string | undefined>>, branch?: string): Promise<string>;
  head(branch?: string): Promise<string | undefined>;
  /** Opens a pull request as a person; its number. */
  open(branch: string): Promise<number>;
  /** Squashes a pull request onto its base, as a person. */
  merge(pull: number): Promise<void>;
  /** Opens an issue with labels as a person; its number. */
  openIssue(labels: readonly string[]): Promise<number>;
  /** Gives an issue another text, as a person. */
  edit(issue: number, body: string): Promise<void>;
  /** A change that makes one new folder at the present head. */
  change(overrides?: Partial<Change>): Promise<Change>;
  /** GraphQL operations, and `METHOD /route` of the rest, since the last `forgetRequests`. */
  calls(): readonly string[];
  /** Another process of the same bot: nothing remembered. */
  reconnect(): GitHubConnection;
  close(): Promise<void>;
}

const permissions = {
  metadata: 'read',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
} as const;

export async function startWire(
  files: Readonly<Record<string, string>> = { 'README.md': '# Platform\n' },
  limits: 'published' | 'own' = 'published',
): Promise<Wire> {
  const conformance = recordConformance();
  const sandbox = await startSandboxGitHub({ observe: conformance.observe });
  const { control } = sandbox;
  control.createUser(person);
  const owner = control.createOrganization('acme');
  const made = await control.createRepository(place, { files });
  control.setCollaborator(place, person, 'write');
  const app = control.createApp({
    name: 'ClusterOps',
    owner,
    permissions,
    events: ['issues', 'issue_comment'],
    webhook: { url: 'http://127.0.0.1:9/nobody', secret: 'a secret of the tests' },
  });
  const installation = control.install(app, 'acme');
  const issue = await control.openIssue(place, person, {
    title: 'A cluster, please',
    body: '/create-cluster eu-west-1',
  });
  const repository = { id: made.id, owner: 'acme', name: 'platform', installationId: installation.id };
  const reconnect = () =>
    connectGitHub({
      app: { id: app.id, privateKey: app.privateKey },
      apiUrl: `${sandbox.url}/api/v3`,
      limits,
      decodeConfiguration,
      clock: { now: () => Date.now() },
      metrics: {
        delivery: () => {},
        command: () => {},
        job: () => {},
        deletion: () => {},
        checkWritten: () => {},
        githubRequest: () => {},
        githubQuota: () => {},
      },
      log: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
      userAgent: 'clusterops/test',
      sleep: async () => {},
    });
  const head = (branch = 'main') => control.resolve(place, branch);
  const call = async (method: string, path: string, body: unknown): Promise<{ readonly number: number }> => {
    const response = await fetch(`${sandbox.url}/api/v3/repos/${place}${path}`, {
      method,
      headers: { authorization: `Bearer ${control.createToken(person)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return (await response.json()) as { readonly number: number };
  };
  return {
    sandbox,
    github: reconnect(),
    repository,
    nodeId: made.nodeId,
    app,
    issue,
    head,
    reconnect,
    open: async (branch) => (await call('POST', '/pulls', { title: 'By hand', head: branch, base: 'main' })).number,
    merge: async (number) => {
      await call('PUT', `/pulls/${number}/merge`, { merge_method: 'squash' });
    },
    openIssue: async (labels) => (await call('POST', '/issues', { title: 'By hand', labels })).number,
    edit: async (number, body) => {
      await call('PATCH', `/issues/${number}`, { body });
    },
    commit: (changed, branch = 'main') =>
      control.commit(place, { branch, as: person, message: 'By hand', files: changed }),
    async change(overrides = {}) {
      return {
        repository,
        repositoryNodeId: made.nodeId,
        requestId: 'k3fq7m2xya',
        branch: 'clusterops/create-blue-k3fq7m2xya',
        base: { name: 'main', sha: (await head()) ?? '' },
        files: [
          { path: 'clusters/blue/cluster.yaml', content: 'kind: Cluster\nname: blüe\n' },
          { path: 'clusters/blue/workers.yaml', content: 'kind: MachineDeployment\n' },
        ],
        deletions: [],
        message: { headline: 'Create cluster blue', body: 'Asked for in #1.' },
        pull: { title: 'Create cluster blue', body: 'What it makes.', draft: false },
        ...overrides,
      };
    },
    calls: () => sandbox.requests().map(({ method, route, operation }) => operation ?? `${method} ${route}`),
    close: async () => {
      await sandbox.close();
      conformance.assert();
    },
  };
}
