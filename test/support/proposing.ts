import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckRun, PullIssue } from '../../src/sandbox/github/main.ts';
import { readingOf } from './reading.ts';
import { eventually, person, repositoryName, type World } from './world.ts';

type Files = Readonly<Record<string, string | undefined>>;

/** What people do with pull requests of their own, and what Plan says of them. */
export interface Proposing {
  /** Commits to a branch made from the head of main, or to the branch as it is when it is there. */
  commit(branch: string, files: Files): Promise<string>;
  /** Opens a pull request as a person does; resolves it. */
  open(branch: string, more?: Readonly<Record<string, unknown>>): Promise<PullIssue>;
  /** Both at once. */
  propose(branch: string, files: Files): Promise<PullIssue>;
  edit(pull: number, change: Readonly<Record<string, unknown>>): Promise<void>;
  makeBranch(branch: string, from: string): Promise<void>;
  /** The newest run of Plan on a commit, once it is complete and `wanted` of it. */
  plan(sha: string, wanted?: (runs: readonly CheckRun[]) => boolean): Promise<CheckRun>;
  plans(sha: string): readonly CheckRun[];
}

export function proposingOf(world: World): Proposing {
  const { control } = world.github;
  const call = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${world.github.url}/api/v3/repos/${repositoryName}${path}`, {
      method,
      headers: { authorization: `Bearer ${control.createToken(person)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const pullAt = (number: number): PullIssue => {
    const pull = readingOf(world)
      .pulls()
      .find((each) => each.number === number);
    if (pull === undefined) throw new Error(`no pull request #${number}`);
    return pull;
  };
  const plans = (sha: string) =>
    readingOf(world)
      .runs(sha)
      .filter((run) => run.name === 'ClusterOps / Plan');
  const proposing: Proposing = {
    async commit(branch, files) {
      if ((await control.resolve(repositoryName, `refs/heads/${branch}`)) === undefined)
        await proposing.makeBranch(branch, 'main');
      return control.commit(repositoryName, { branch, as: person, message: `Change ${branch}`, files });
    },
    async open(branch, more = {}) {
      const made = await call('POST', '/pulls', { title: `Change ${branch}`, head: branch, base: 'main', ...more });
      return pullAt((made as { number: number }).number);
    },
    async propose(branch, files) {
      await proposing.commit(branch, files);
      return proposing.open(branch);
    },
    edit: async (pull, change) => {
      await call('PATCH', `/pulls/${pull}`, change);
    },
    makeBranch: async (branch, from) => {
      const sha = await control.resolve(repositoryName, from);
      await call('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha });
    },
    plan: (sha, wanted = (runs) => runs.length > 0) =>
      eventually(
        () => {
          const runs = plans(sha);
          const last = runs.at(-1);
          return wanted(runs) && last?.status === 'completed' ? last : undefined;
        },
        () => ({
          plans: plans(sha).map((run) => [run.status, run.title]),
          requests: world.github.requests().slice(-4),
        }),
      ),
    plans,
  };
  return proposing;
}

const golden = 'test/golden/manifests/aws-kubeadm-plain-default/clusters/eu-west-1-12';

/** The files of a right cluster, as the project renders them, under another name. */
export function goodCluster(name: string, folder = 'clusters'): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(golden).map((file) => [
      `${folder}/${name}/${file}`,
      readFileSync(join(golden, file), 'utf8').replaceAll('eu-west-1-12', name),
    ]),
  );
}
