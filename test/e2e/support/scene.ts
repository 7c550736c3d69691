import { createPerson, type Person, type PullOnGitHub } from '../../../src/cli/demo/person.ts';
import type { CheckRun } from '../../../src/sandbox/github/main.ts';
import { readingOf } from '../../support/reading.ts';
import { person as login } from '../../support/world.ts';
import { boundTemplates, chartWith } from './chart.ts';
import { followWithArgoCd, followWithFlux, type Until } from './follow.ts';
import { pushBranch } from './git.ts';
import { inventoryOf } from './inventory.ts';
import { type KubeObject, resource } from './kube.ts';
import type { Page } from './report.ts';
import type { Stage } from './stage.ts';

export const clusters = resource('cluster.x-k8s.io/v1beta2', 'clusters');
export const machineDeployments = resource('cluster.x-k8s.io/v1beta2', 'machinedeployments');
export const machines = resource('cluster.x-k8s.io/v1beta2', 'machines');
export const controlPlanes = resource('controlplane.cluster.x-k8s.io/v1beta2', 'kubeadmcontrolplanes');

/** One story's own repository and namespace, and what happens there. */
export interface Scene {
  readonly stage: Stage;
  readonly page: Page;
  /** Name of the repository in `acme`, of the namespace, the AppProject and the ApplicationSet. */
  readonly name: string;
  /** Where the repository is cloned from. */
  readonly url: string;
  readonly person: Person;
  readonly engine: 'argocd' | 'flux';
  readonly until: Until;
  /** Comments a command on a new issue; resolves when its pull request is there. */
  readonly ask: (command: string) => Promise<{ readonly issue: number; readonly pull: PullOnGitHub }>;
  /** A further comment on an issue or pull request. */
  readonly comment: (issue: number, body: string) => Promise<void>;
  /** Asks for a change, waits until Plan is green, and merges; the SHA of the merge commit. */
  readonly change: (command: string) => Promise<string>;
  readonly readyForReview: (pull: PullOnGitHub) => Promise<void>;
  /** A pull request of a person, made with git. */
  readonly propose: (title: string, edit: (folder: string) => void) => Promise<PullOnGitHub>;
  readonly merge: (pull: PullOnGitHub) => Promise<string>;
  /** Waits until a check of a commit has this conclusion. */
  readonly check: (sha: string, name: string, conclusion: string) => Promise<CheckRun>;
  readonly runs: (sha: string) => readonly CheckRun[];
  readonly cluster: (name: string) => Promise<KubeObject | undefined>;
  /** Waits until a Cluster is available and has these machines. */
  readonly available: (
    name: string,
    machines: { readonly controlPlane: number; readonly workers: number },
  ) => Promise<void>;
  /** Every Cluster API object of the story, and what shows its clusters, as `Kind/name`; but not what follows its whole folder. */
  readonly objects: () => Promise<readonly string[]>;
  /** Waits until none of them is left. */
  readonly nothingLeft: () => Promise<void>;
}

const patience = 240;

/** Sets the scene of a story: an empty repository with a configuration, a namespace, and an ApplicationSet that follows it. */
export async function openScene(
  stage: Stage,
  page: Page,
  options: Pick<Scene, 'name' | 'engine'> & { readonly delivery: 'merge' | 'preview' },
): Promise<Scene> {
  const { server, world } = stage;
  const { name, delivery, engine } = options;
  const { control } = world.github;
  const repository = `acme/${name}`;
  await control.createRepository(repository, {
    files: {
      'README.md': '# Platform\n',
      'clusters/.gitkeep': '',
      '.github/clusterops.yml': `engine: ${engine}\ndelivery: ${delivery}\nclusters:\n  namespace: ${name}\naddons:\n  installer: external\n`,
    },
  });
  control.setCollaborator(repository, login, 'write');
  const token = control.createToken(login);
  const url = `${world.github.url}/${repository}.git`;
  server.kubectl(['create', 'namespace', name]);
  // As an administrator does who lets repositories have clusters in one more namespace.
  const bound = chartWith({ managementCluster: { namespaces: [name] } }, boundTemplates);
  server.kubectl(['apply', '--server-side', '-f', '-'], bound);

  const person = createPerson({ login, token, api: `${world.github.url}/api/v3`, repository });
  const { runs, checks } = readingOf(world, repository);
  const until: Until = async (what, ask, seconds = patience) => {
    const end = Date.now() + seconds * 1000;
    let fault: unknown;
    for (;;) {
      const answer = await Promise.resolve(ask()).catch((error: unknown) => {
        fault = error;
        return undefined;
      });
      if (answer !== undefined) return answer;
      if (stage.closing.aborted) throw new Error(`the stage closed before ${what}`);
      if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}; ${String(fault ?? 'nothing was seen')}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  if (engine === 'argocd') await followWithArgoCd(server, until, name, url);
  else await followWithFlux(server, name, url);
  const newPull = async (before: readonly PullOnGitHub[]): Promise<PullOnGitHub | undefined> =>
    (await person.pulls()).find(({ number }) => before.every((each) => each.number !== number));
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${world.github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  watchChecks(stage, repository, page);
  const scene: Scene = {
    stage,
    page,
    name,
    engine,
    url,
    person,
    until,
    runs,
    ask: async (command) => {
      const before = await person.pulls();
      const { number: issue } = await person.openIssue('A cluster', 'Please.');
      await person.comment(issue, command);
      page.say(`${login} commented \`${command}\` on #${issue}`);
      const pull = await until(`a pull request for ${command}`, () => newPull(before), 60);
      page.say(`the bot opened #${pull.number} “${pull.title}”`);
      return { issue, pull };
    },
    comment: async (issue, body) => {
      await person.comment(issue, body);
      page.say(`${login} commented \`${body}\` on #${issue}`);
    },
    change: async (command) => {
      const { pull } = await scene.ask(command);
      await scene.check(pull.headSha, 'Plan', 'success');
      return scene.merge(pull);
    },
    readyForReview: async (pull) => {
      const { node_id: id } = await call<{ node_id: string }>(
        'GET',
        `/api/v3/repos/${repository}/pulls/${pull.number}`,
      );
      const query =
        'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }';
      await call('POST', '/api/graphql', { query, variables: { id } });
      page.say(`${login} marked #${pull.number} as ready for review`);
    },
    propose: async (title, edit) => {
      const branch = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      const authorised = url.replace('://', `://${login}:${token}@`);
      await pushBranch({ url: authorised, author: login, branch, message: title, edit });
      const before = await person.pulls();
      await call('POST', `/api/v3/repos/${repository}/pulls`, { title, head: branch, base: 'main' });
      const pull = await until(`the pull request "${title}"`, () => newPull(before), 10);
      page.say(`${login} pushed a branch with git and opened #${pull.number} “${title}”`);
      return pull;
    },
    merge: async (pull) => {
      const { sha } = await person.merge(pull.number);
      page.say(`${login} merged #${pull.number} as ${sha.slice(0, 7)}`);
      return sha;
    },
    check: async (sha, check, conclusion) => {
      await until(`check ${check} of ${sha.slice(0, 7)} to be ${conclusion}`, () => {
        if (checks(sha)[check] === conclusion) return true;
        return undefined;
      }).catch((error: unknown) => {
        const seen = runs(sha).map(
          (run) => `${run.name}: ${run.conclusion ?? run.status} “${run.title}”\n${run.summary}`,
        );
        page.show(`the checks of ${sha.slice(0, 7)} when ${check} was given up`, seen.join('\n\n'));
        throw error;
      });
      const run = runs(sha).findLast((each) => each.name === `ClusterOps / ${check}`);
      if (run === undefined) throw new Error(`no run of ${check}`);
      return run;
    },
    cluster: (cluster) => server.kube.get(clusters, name, cluster),
    available: async (cluster, wanted) => {
      await until(`Cluster ${cluster} to be available with ${wanted.controlPlane}+${wanted.workers}`, async () => {
        const object = await server.kube.get(clusters, name, cluster);
        const status = object?.status as ClusterStatus | undefined;
        const done =
          status?.conditions?.some(({ type, status: is }) => type === 'Available' && is === 'True') === true &&
          status.controlPlane?.availableReplicas === wanted.controlPlane &&
          status.controlPlane.replicas === wanted.controlPlane &&
          status.workers?.availableReplicas === wanted.workers &&
          status.workers.replicas === wanted.workers;
        return done ? true : undefined;
      });
      page.say(`Cluster ${cluster} is Available with ${wanted.controlPlane}+${wanted.workers} machines`);
    },
    objects: inventoryOf(server.kube, name),
    nothingLeft: async () => {
      await until('everything to go', async () => {
        const left = await scene.objects();
        if (left.length > 0) throw new Error(`still there: ${left.join(', ')}`);
        return true;
      });
      page.say('nothing of it is left in the management cluster');
    },
  };
  return scene;
}

/** Writes down each change of a check run, as a person who watches the page sees it. */
function watchChecks({ world, closing }: Stage, repository: string, page: Page): void {
  const seen = new Map<number, string>();
  const timer = setInterval(() => {
    for (const run of world.github.world.store.runs.values()) {
      const { suite } = run;
      const said = `${run.conclusion ?? run.status}: “${run.title}”`;
      if (`${suite.repository.owner.login}/${suite.repository.name}` !== repository || seen.get(run.id) === said)
        continue;
      seen.set(run.id, said);
      page.say(`check **${run.name.replace('ClusterOps / ', '')}** of ${suite.headSha.slice(0, 7)} is ${said}`);
    }
  }, 200);
  closing.addEventListener('abort', () => clearInterval(timer));
}

interface ClusterStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly controlPlane?: { readonly replicas?: number; readonly availableReplicas?: number };
  readonly workers?: { readonly replicas?: number; readonly availableReplicas?: number };
}
