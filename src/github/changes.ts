import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Change, Changes, OpenedChange } from '../ports/github.ts';
import { removeBranch } from './branches.ts';
import { type ChangeState, type CommitState, compareWith, hasNoOwnCommit, readChangeState } from './change-state.ts';
import type { Client, ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { pullShape, pullSummary } from './decode-pull.ts';
import { type ChangeSteps, closePull, openChange } from './documents/changes.ts';
import { graphqlFault } from './faults.ts';
import type { GraphqlReply } from './reply.ts';
import type { RepositoryBook } from './repository-book.ts';

export interface ChangesOptions {
  readonly clientOf: ClientOf;
  readonly book: RepositoryBook;
  /** Login of our App's bot, e.g. `clusterops[bot]`. */
  readonly botLogin: () => Promise<string>;
}

const trailerKey = 'ClusterOps-Request';
const labelColour = '0969da';

const result = z.object({
  ref: z.object({ ref: z.object({ id: z.string() }).nullish() }).nullish(),
  commit: z
    .object({
      commit: z.object({
        oid: z.string(),
        tree: z.object({ oid: z.string() }),
        parents: z.object({ nodes: z.array(z.object({ tree: z.object({ oid: z.string() }) }).nullable()).nullish() }),
      }),
    })
    .nullish(),
  pull: z.object({ pullRequest: pullShape.nullish() }).nullish(),
});
const labelResult = z.object({ label: z.object({ id: z.string(), name: z.string() }).nullish() });

export function createChanges(options: ChangesOptions): Changes {
  const { clientOf, book, botLogin } = options;

  /** Sends some of branch, commit and pull request in one document. */
  async function act(
    client: Client,
    change: Change,
    steps: Omit<ChangeSteps, 'labels'>,
    at: string,
    deletions: readonly string[],
  ) {
    const labels = steps.pull ? book.missingLabels(change.repository) : [];
    const reply = await client.mutate(
      openChange({ ...steps, labels: labels.length }),
      {
        ...(steps.ref ? { ref: refInput(change) } : {}),
        ...(steps.commit ? { commit: commitInput(change, at, deletions) } : {}),
        ...(steps.pull ? { pull: pullInput(change) } : {}),
        ...Object.fromEntries(
          labels.map((name, index) => [
            `label${index}`,
            { repositoryId: change.repositoryNodeId, name, color: labelColour },
          ]),
        ),
      },
      Number(steps.ref) + Number(steps.commit) + Number(steps.pull) + labels.length,
    );
    noteLabels(change, reply, labels);
    return { reply, done: decode(result, reply.data, 'OpenChange') };
  }

  function noteLabels(change: Change, reply: GraphqlReply, names: readonly string[]): void {
    const entry = book.note(change.repository, change.repositoryNodeId);
    for (const index of names.keys()) {
      const made = labelResult.safeParse(reply.data[`label${index}`]);
      if (made.success && made.data.label) entry.labels.set(made.data.label.name.toLowerCase(), made.data.label.id);
    }
    // Made by somebody else meanwhile, or refused: the announcement then names them by another way.
    entry.missing = [];
  }

  /** Branch, commit and pull request at once, on a base where none of them exists; whatever fails is then completed. */
  async function openAll(client: Client, change: Change, deletions: readonly string[]): Promise<OpenedChange> {
    const all = { ref: true, commit: true, pull: true };
    const { done } = await act(client, change, all, change.base.sha, deletions);
    const pull = done.pull?.pullRequest;
    if (!done.ref || !done.commit || !pull) {
      return resume(client, change, await readChangeState(client, change), pull?.id);
    }
    const { commit } = done.commit;
    if (commit.parents.nodes?.[0]?.tree.oid === commit.tree.oid) {
      await client.mutate(closePull, { input: { pullRequestId: pull.id } }, 1);
      await removeBranch(client, change.repository, change.branch, commit.oid);
      return { state: 'nothing to change' };
    }
    return { state: 'open', headSha: commit.oid, pull: { ...pullSummary(pull), headSha: commit.oid }, resumed: false };
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

  /** Goes on from wherever an earlier try stopped. `madeNow`: node id of a pull request that this very call opened. */
  async function resume(client: Client, change: Change, state: ChangeState, madeNow?: string): Promise<OpenedChange> {
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
    if (state.head === undefined) {
      if (state.base.hasAll) return { state: 'nothing to change' };
      return finish(client, change, ['ref', 'commit', 'pull'], change.base.sha, state.base.deletions);
    }
    const { commit, oid } = state.head;
    if (commit !== undefined && (await isOurCommit(client, commit, change))) {
      return finish(client, change, ['pull'], oid, state.base.deletions);
    }
    if (oid !== change.base.sha && !(await hasNoOwnCommit(client, change))) return { state: 'foreign branch' };
    if (state.base.hasAll) {
      await removeBranch(client, change.repository, change.branch, oid);
      return { state: 'nothing to change' };
    }
    return finish(client, change, ['commit', 'pull'], oid, state.base.deletions);
  }

  /** The steps one by one, each with its own fault. */
  async function finish(
    client: Client,
    change: Change,
    steps: readonly ('ref' | 'commit' | 'pull')[],
    at: string,
    deletions: readonly string[],
  ): Promise<OpenedChange> {
    let headSha = at;
    for (const step of steps) {
      const one = { ref: step === 'ref', commit: step === 'commit', pull: step === 'pull' };
      const { reply, done } = await act(client, change, one, at, deletions);
      if (step === 'commit' && done.commit) headSha = done.commit.commit.oid;
      const pull = done.pull?.pullRequest;
      if (pull) return { state: 'open', headSha, pull: { ...pullSummary(pull), headSha }, resumed: true };
      const error = reply.errors.find(({ path }) => path[0] === step) ?? reply.errors[0];
      if (!done[step]) {
        throw error === undefined
          ? new AppError('github/partial', `GitHub did not carry out: ${step}`)
          : graphqlFault(error, 'OpenChange');
      }
    }
    throw new AppError('github/partial', 'GitHub made no pull request');
  }

  return {
    async ensure(change) {
      const client = clientOf(change.repository);
      if (change.fresh === true) return openAll(client, change, change.deletions);
      const state = await readChangeState(client, change);
      const untouched = state.pulls.length === 0 && state.head === undefined && !state.base.hasAll;
      return untouched ? openAll(client, change, state.base.deletions) : resume(client, change, state);
    },
    removeBranch: (repository, branch, headSha) => removeBranch(clientOf(repository), repository, branch, headSha),
  };
}

function refInput(change: Change) {
  return { repositoryId: change.repositoryNodeId, name: `refs/heads/${change.branch}`, oid: change.base.sha };
}

function commitInput(change: Change, expectedHeadOid: string, deletions: readonly string[]) {
  const { repository, branch, message, requestId, files } = change;
  const body = message.body === '' ? '' : `${message.body.trimEnd()}\n\n`;
  return {
    branch: { repositoryNameWithOwner: `${repository.owner}/${repository.name}`, branchName: branch },
    expectedHeadOid,
    message: { headline: message.headline, body: `${body}${trailerKey}: ${requestId}` },
    fileChanges: {
      additions: files.map(({ path, content }) => ({
        path,
        contents: Buffer.from(content, 'utf8').toString('base64'),
      })),
      deletions: deletions.map((path) => ({ path })),
    },
  };
}

function pullInput(change: Change) {
  const { title, body, draft } = change.pull;
  return {
    repositoryId: change.repositoryNodeId,
    baseRefName: change.base.name,
    headRefName: change.branch,
    title,
    body,
    draft,
  };
}

function trailersOf(message: string): readonly string[] {
  const lines = message.trimEnd().split('\n');
  const start = lines.lastIndexOf('') + 1;
  return lines
    .slice(start)
    .filter((line) => line.startsWith(`${trailerKey}: `))
    .map((line) => line.slice(trailerKey.length + 2).trim());
}
