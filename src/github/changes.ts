import { AppError } from '../errors.ts';
import type { Change, Changes, OpenedChange } from '../ports/github.ts';
import { removeBranch } from './branches.ts';
import { type Step, sendSteps, trailerKey } from './change-request.ts';
import { type ChangeState, type CommitState, compareWith, readChangeState } from './change-state.ts';
import type { Client, ClientOf } from './client.ts';
import { pullSummary } from './decode-pull.ts';
import { closePull } from './documents/changes.ts';
import { graphqlFault } from './faults.ts';
import { isAncestor } from './history.ts';
import { largestBody } from './limits.ts';
import type { RepositoryBook } from './repository-book.ts';

export interface ChangesOptions {
  readonly clientOf: ClientOf;
  readonly book: RepositoryBook;
  /** Login of our App's bot, e.g. `clusterops[bot]`. */
  readonly botLogin: () => Promise<string>;
}

export function createChanges({ clientOf, book, botLogin }: ChangesOptions): Changes {
  /** Branch, commit and pull request at once, on a base where none of them exists; whatever fails is then completed. */
  async function openAll(client: Client, change: Change, deletions: readonly string[]): Promise<OpenedChange> {
    const onto = { onto: change.base.sha, deletions };
    const { commit, pull } = await sendSteps(client, book, change, ['ref', 'commit', 'pull'], onto);
    if (commit === undefined || pull === undefined) {
      return resume(client, change, await readChangeState(client, change), pull?.id);
    }
    if (commit.empty) {
      await client.mutate(closePull, { input: { pullRequestId: pull.id } }, 1);
      await removeBranch(client, change.repository, change.branch, commit.oid);
      return { state: 'nothing to change' };
    }
    return opened(pull, commit.oid, false);
  }

  /** Goes on from wherever an earlier try stopped. `madeNow`: node id of a pull request that this very call opened. */
  async function resume(client: Client, change: Change, state: ChangeState, madeNow?: string): Promise<OpenedChange> {
    const { base, head } = state;
    const [pull] = state.pulls;
    if (pull !== undefined) {
      for (const node of pull.commits.nodes ?? []) {
        if (node !== null && (await isOurCommit(client, node.commit, change))) {
          return { state: 'open', headSha: node.commit.oid, pull: pullSummary(pull), resumed: true };
        }
      }
      // The combined document met a foreign branch: the commit was refused, but the pull request went through.
      if (pull.id === madeNow) await client.mutate(closePull, { input: { pullRequestId: pull.id } }, 1);
      return { state: 'foreign branch' };
    }
    if (head === undefined) {
      if (base.hasAll) return { state: 'nothing to change' };
      return finish(client, change, ['ref', 'commit', 'pull'], change.base.sha, base.deletions);
    }
    if (head.commit !== undefined && (await isOurCommit(client, head.commit, change))) {
      return finish(client, change, ['pull'], head.oid, base.deletions);
    }
    // A branch without a commit of its own is what a try leaves that stopped before the commit, on what was the base then.
    if (!(await isAncestor(client, change.repository, head.oid, change.base.sha))) return { state: 'foreign branch' };
    if (base.hasAll) {
      await removeBranch(client, change.repository, change.branch, head.oid);
      return { state: 'nothing to change' };
    }
    return finish(client, change, ['commit', 'pull'], head.oid, base.deletions);
  }

  /** The steps one by one, each with its own fault. A refusal for good leaves no branch behind. */
  async function finish(
    client: Client,
    change: Change,
    steps: readonly Step[],
    start: string,
    deletions: readonly string[],
  ): Promise<OpenedChange> {
    let headSha = start;
    for (const step of steps) {
      const done = await sendSteps(client, book, change, [step], { onto: start, deletions });
      if (done.pull !== undefined) return opened(done.pull, headSha, true);
      if (done.commit !== undefined) headSha = done.commit.oid;
      if (done.ref || done.commit !== undefined) continue;
      const error = done.errors.find(({ path }) => path[0] === step) ?? done.errors[0];
      const fault =
        error === undefined
          ? new AppError('github/partial', `GitHub did not carry out: ${step}`)
          : graphqlFault(error, 'OpenChange');
      if (!fault.retry && step !== 'ref') await removeBranch(client, change.repository, change.branch, headSha);
      throw fault;
    }
    throw new AppError('github/partial', 'GitHub made no pull request');
  }

  /** Our own commit of this request: it carries the trailer, and GitHub's signature or its content proves who made it. */
  async function isOurCommit(client: Client, commit: CommitState, change: Change): Promise<boolean> {
    if (!trailersOf(commit.message).includes(change.requestId) || commit.parents.totalCount !== 1) return false;
    const signed = commit.signature?.isValid === true && commit.signature.wasSignedByGitHub;
    if (signed && commit.author?.email?.endsWith(`+${await botLogin()}@users.noreply.github.com`) === true) return true;
    const paths = change.files.length + change.deletions.length;
    if (commit.changedFilesIfAvailable == null || commit.changedFilesIfAvailable > paths) return false;
    return (await compareWith(client, change, commit.oid)).hasAll;
  }

  return {
    async ensure(change) {
      if (change.pull.body.length > largestBody) {
        throw new AppError('internal/bug', `a body of ${change.pull.body.length} characters was to be written`);
      }
      const client = clientOf(change.repository);
      if (change.fresh === true) return openAll(client, change, change.deletions);
      const state = await readChangeState(client, change);
      const untouched = state.pulls.length === 0 && state.head === undefined && !state.base.hasAll;
      return untouched ? openAll(client, change, state.base.deletions) : resume(client, change, state);
    },
    removeBranch: (repository, branch, headSha) => removeBranch(clientOf(repository), repository, branch, headSha),
  };
}

function opened(pull: Parameters<typeof pullSummary>[0], headSha: string, resumed: boolean): OpenedChange {
  return { state: 'open', headSha, pull: { ...pullSummary(pull), headSha }, resumed };
}

function trailersOf(message: string): readonly string[] {
  const lines = message.trimEnd().split('\n');
  const start = lines.lastIndexOf('') + 1;
  return lines
    .slice(start)
    .filter((line) => line.startsWith(`${trailerKey}: `))
    .map((line) => line.slice(trailerKey.length + 2).trim());
}
