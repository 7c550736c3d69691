import type { PullIssue } from '../../../src/sandbox/github/main.ts';
import { givingOf } from '../giving.ts';
import { readingOf } from '../reading.ts';
import { eventually, repositoryName, type World } from '../world.ts';
import type { NotedFile } from './foresee.ts';
import { creation, type Packaging } from './standing.ts';
import type { Name } from './steps.ts';

/** How a text becomes another by a person's hand. */
type ByHand = (content: string) => string;

/** The repository of a story as its people see it. */
export interface Scene {
  /** A cluster's name in the world; other stories are told there as well. */
  named(name: Name): string;
  /** Clusters on the base branch, asked for in one comment and merged. */
  existing(clusters: readonly (readonly [Name, Packaging])[], workers: number): Promise<void>;
  filesOf(name: Name, revision: string): Promise<readonly { readonly path: string; readonly content: string }[]>;
  /** Commits to a file of a cluster as a person does. */
  write(
    on: { readonly name: Name; readonly packaging: Packaging; readonly file: NotedFile },
    branch: string,
    byHand: ByHand,
  ): Promise<void>;
  pullAt(number: number | undefined): PullIssue;
  /** Waits until Plan of a commit is in one of the states. */
  planSays(sha: string, states: readonly string[]): Promise<void>;
  /** The code that a delete request shows. */
  codeOn(pull: number): Promise<string>;
}

const notedFiles: Readonly<Record<Packaging, Readonly<Record<NotedFile, string>>>> = {
  plain: { first: 'cluster.yaml', pools: 'workers.yaml' },
  kustomize: { first: 'kustomization.yaml', pools: 'patches/machine-deployment-md-0.yaml' },
  helm: { first: 'Chart.yaml', pools: 'values.yaml' },
  clusterclass: { first: 'addons.yaml', pools: 'cluster.yaml' },
};

/** It has the form of a code. */
export const wrongCode = 'abcdefgh';

export const atTop =
  (note: string): ByHand =>
  (content) =>
    `# ${note}\n\n${content}`;
/** Beside the size of the first pool. */
export const besideSize =
  (note: string): ByHand =>
  (content) =>
    content.replace(/(md-0\n[\s\S]*?replicas: \d+)$/m, `$1 # ${note}`);
export const resizedByHand =
  (to: number): ByHand =>
  (content) =>
    content.replace(/(md-0\n[\s\S]*?replicas: )\d+/, `$1${to}`);

/** `run` tells the clusters of a story from those of others. */
export function sceneOf(world: World, run: number): Scene {
  const { control } = world.github;
  const giving = givingOf(world);
  const reading = readingOf(world);
  const named = (name: Name): string => `${name}-${run}`;
  const filesOf: Scene['filesOf'] = (name, revision) =>
    control.readTree(repositoryName, revision, `clusters/${named(name)}`);
  return {
    named,
    filesOf,
    existing: async (clusters, workers) => {
      const lines = clusters.map(([name, packaging]) => creation(named(name), packaging, workers));
      const { issue } = await giving.give(lines.join('\n'));
      await giving.merge(giving.pullOf(issue.number).number);
      await world.github.idle();
    },
    write: async ({ name, packaging, file }, branch, byHand) => {
      const path = notedFiles[packaging][file];
      const found = (await filesOf(name, branch)).find((each) => `/${each.path}`.endsWith(`/${path}`));
      if (found === undefined) throw new Error(`${named(name)} has no ${path} on ${branch}`);
      const content = byHand(found.content);
      if (content === found.content) throw new Error(`nothing to change by hand in ${path}:\n${content}`);
      await control.commit(repositoryName, {
        ...{ branch, as: 'maintainer', message: `Change ${named(name)} by hand` },
        files: { [`clusters/${named(name)}/${path}`]: content },
      });
      await world.github.idle();
    },
    pullAt: (number) => {
      const pull = reading.pulls().find((each) => each.number === number);
      if (pull === undefined) throw new Error(`no pull request #${number}`);
      return pull;
    },
    planSays: async (sha, states) => {
      await eventually(
        () => (states.includes(reading.checks(sha)['Plan'] ?? '') ? true : undefined),
        () => reading.runs(sha).map((each) => [each.name, each.conclusion, each.title, each.summary]),
        30_000,
      );
    },
    codeOn: (pull) =>
      eventually(
        () => {
          const codes = reading
            .answers(pull)
            .join('\n')
            .matchAll(/\/confirm ([a-z2-9]{8})\b/g);
          // An answer repeats the command that it is about.
          return [...codes].map(([, code]) => code).find((code) => code !== wrongCode);
        },
        () => reading.answers(pull),
        30_000,
      ),
  };
}
