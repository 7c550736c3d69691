import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Change } from '../ports/github.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { isOurs, pullShape } from './decode-pull.ts';
import { changeState, filesAt } from './documents/changes.ts';
import { blobOid } from './git-oid.ts';
import type { GraphqlError } from './reply.ts';

const commit = z.object({
  oid: z.string(),
  message: z.string(),
  changedFilesIfAvailable: z.number().nullish(),
  tree: z.object({ oid: z.string() }),
  parents: z.object({ totalCount: z.number(), nodes: z.array(z.object({ oid: z.string() }).nullable()).nullish() }),
  author: z.object({ email: z.string().nullish() }).nullish(),
  signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullish(),
});
export type CommitState = z.infer<typeof commit>;

const pull = pullShape.extend({
  commits: z.object({ nodes: z.array(z.object({ commit }).nullable()).nullish() }),
});
type PullState = z.infer<typeof pull>;

const files = z.record(z.string(), z.unknown());
const shape = z.object({
  repository: z
    .object({
      base: z.object({ __typename: z.string() }).nullish(),
      ref: z.object({ id: z.string(), target: z.looseObject({ oid: z.string() }).nullish() }).nullish(),
      pullRequests: z.object({ nodes: z.array(pull.nullable()).nullish() }),
    })
    .catchall(z.unknown()),
});
const oid = z.object({ oid: z.string() }).nullish();

/** How far an earlier try of a change came. */
export interface ChangeState {
  /** The branch's head; `commit` is absent when it is no commit. */
  readonly head?: { readonly oid: string; readonly commit?: CommitState };
  /** Pull requests of ours for the branch, newest first, in any state. */
  readonly pulls: readonly PullState[];
  readonly base: Comparison;
}

/** A change held against the files at one revision. */
export interface Comparison {
  /** Every file is there exactly so, and nothing that is to be deleted is. */
  readonly hasAll: boolean;
  /** Deletions that name a file which is there; GitHub refuses to delete others. */
  readonly deletions: readonly string[];
}

/** Paths asked for in one request; a change of more is read in several. */
const pathsPerRequest = 100;

interface Expected {
  readonly path: string;
  /** Absent: the file is to be deleted. */
  readonly oid?: string;
}

export async function readChangeState(client: Client, change: Change): Promise<ChangeState> {
  const [first = [], ...rest] = chunksOf(change);
  const variables = {
    ...names(change),
    branch: change.branch,
    qualified: `refs/heads/${change.branch}`,
    base: change.base.sha,
    ...expressions(first, change.base.sha),
  };
  const data = await client.query(changeState(first.length), variables, notFound);
  if (data.repository == null) throw new AppError('github/gone', `${change.repository.name} is not there`);
  const state = decode(shape, data, 'state of the change').repository;
  if (state.base == null) throw new AppError('github/gone', `commit ${change.base.sha} is not there`);
  const target = state.ref?.target;
  const headCommit = commit.safeParse(target);
  return {
    ...(target ? { head: { oid: target.oid, ...(headCommit.success ? { commit: headCommit.data } : {}) } } : {}),
    pulls: (state.pullRequests.nodes ?? []).filter((each) => each !== null).filter(isOurs),
    base: merge([compare(first, state), ...(await compareChunks(client, change, rest, change.base.sha))]),
  };
}

/** Holds the change against the files at `revision`. */
export async function compareWith(client: Client, change: Change, revision: string): Promise<Comparison> {
  return merge(await compareChunks(client, change, chunksOf(change), revision));
}

async function compareChunks(
  client: Client,
  change: Change,
  chunks: readonly (readonly Expected[])[],
  revision: string,
): Promise<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (const chunk of chunks) {
    const variables = { ...names(change), ...expressions(chunk, revision) };
    const data = await client.query(filesAt(chunk.length), variables, notFound);
    found.push(compare(chunk, decode(files, data.repository, 'files')));
  }
  return found;
}

function compare(chunk: readonly Expected[], read: Readonly<Record<string, unknown>>): Comparison {
  const there = chunk.map((_, index) => decode(oid, read[`file${index}`], 'file')?.oid);
  return {
    hasAll: chunk.every((expected, index) => there[index] === expected.oid),
    deletions: chunk.flatMap(({ path, oid: wanted }, index) =>
      wanted === undefined && there[index] !== undefined ? [path] : [],
    ),
  };
}

function merge(parts: readonly Comparison[]): Comparison {
  return { hasAll: parts.every(({ hasAll }) => hasAll), deletions: parts.flatMap(({ deletions }) => deletions) };
}

function chunksOf(change: Change): readonly (readonly Expected[])[] {
  const all: readonly Expected[] = [
    ...change.files.map(({ path, content }) => ({ path, oid: blobOid(content) })),
    ...change.deletions.map((path) => ({ path })),
  ];
  const count = Math.ceil(all.length / pathsPerRequest);
  return Array.from({ length: count }, (_, index) => all.slice(index * pathsPerRequest, (index + 1) * pathsPerRequest));
}

const names = ({ repository }: Change) => ({ owner: repository.owner, name: repository.name });

function expressions(chunk: readonly Expected[], revision: string): Record<string, string> {
  return Object.fromEntries(chunk.map(({ path }, index) => [`file${index}`, `${revision}:${path}`]));
}

const notFound = (error: GraphqlError) => error.type === 'NOT_FOUND';
