import type { CheckRun, Issue, PullIssue } from '../../src/sandbox/github/main.ts';
import { givingOf } from './giving.ts';
import type { ConnectedWorld } from './management-cluster.ts';
import { readingOf } from './reading.ts';
import { eventually } from './world.ts';

/** What people do around a deletion, and waiting for what the bot says of it. */
export interface Deleting {
  /** Has a cluster made and merged, and waits until it is ready. */
  standing(name: string): Promise<void>;
  /** Asks for a deletion and waits for the code. */
  asked(name: string): Promise<AskedDeletion>;
  /** The newest Plan of a commit, once it ended so. */
  plan(sha: string, conclusion: string): Promise<CheckRun>;
  /** The code that the newest Plan of a commit shows. */
  codeOf(sha: string): string;
  /** A person marks the draft as ready and merges it. */
  merged(pull: PullIssue): Promise<string>;
  cleanup(sha: string): CheckRun | undefined;
  /** Puts a finalizer onto an object that nobody takes away; returns what takes it away. */
  hold(kind: string, name: string): () => void;
}

export interface AskedDeletion {
  readonly issue: Issue;
  readonly pull: PullIssue;
  readonly sha: string;
  readonly run: CheckRun;
  readonly code: string;
}

const finalizer = 'example.com/held';

export function deletingOf({ world, kubernetes }: ConnectedWorld): Deleting {
  const giving = givingOf(world);
  const reading = readingOf(world);
  const plans = (sha: string) => reading.runs(sha).filter((run) => run.name.endsWith('Plan'));
  const codeOf = (sha: string): string =>
    /\/confirm ([a-z2-9]{8})\b/.exec(plans(sha).findLast((run) => run.summary)?.summary ?? '')?.[1] ?? 'none';
  const plan = (sha: string, conclusion: string) =>
    eventually(
      () => {
        const last = plans(sha).at(-1);
        return last?.status === 'completed' && last.conclusion === conclusion ? last : undefined;
      },
      () => plans(sha).map((run) => [run.status, run.conclusion, run.title, run.summary]),
      30_000,
    );
  return {
    plan,
    codeOf,
    standing: async (name) => {
      const { issue } = await giving.give(`/create-cluster eu-west-1 name=${name} workers=1 control-plane=1`);
      await giving.check(await giving.merge(giving.pullOf(issue.number).number), 'Ready', 'success');
    },
    asked: async (name) => {
      const { issue } = await giving.give(`/delete-cluster ${name}`);
      const pull = giving.pullOf(issue.number);
      const { sha } = pull.pull.head;
      const run = await plan(sha, 'failure');
      return { issue, pull, sha, run, code: codeOf(sha) };
    },
    merged: async (pull) => {
      await giving.ready(pull);
      return giving.merge(pull.number);
    },
    cleanup: (sha) => reading.runs(sha).findLast((run) => run.name.endsWith('Cleanup')),
    hold: (kind, name) => {
      const key = { group: 'infrastructure.cluster.x-k8s.io', kind, namespace: 'default', name };
      const finalizers = (): readonly string[] => kubernetes.store.get(key)?.metadata.finalizers ?? [];
      kubernetes.store.patch(key, { metadata: { finalizers: [...finalizers(), finalizer] } }, 'person');
      return () => {
        const left = finalizers().filter((each) => each !== finalizer);
        kubernetes.store.patch(key, { metadata: { finalizers: left } }, 'person');
      };
    },
  };
}
