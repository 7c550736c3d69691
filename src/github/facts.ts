import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { CommandFacts, CommandFactsSource, PullSummary } from '../ports/github.ts';
import type { Client, ClientOf } from './client.ts';
import { configurationFrom, type DecodeConfiguration } from './configuration-file.ts';
import { decode } from './decode.ts';
import {
  type BranchesShape,
  type ClustersShape,
  type CommentsShape,
  clusterFoldersShape,
  type FactsShape,
  factsShape,
  moreBranchesShape,
  olderCommentsShape,
} from './decode-facts.ts';
import { branchPrefix, isOurs, pullSummary } from './decode-pull.ts';
import { clusterFolders, commandFacts, moreBranches, olderComments } from './documents/facts.ts';
import type { GraphqlError } from './reply.ts';
import { type RepositoryBook, sameRepository } from './repository-book.ts';

export interface FactsOptions {
  readonly clientOf: ClientOf;
  readonly book: RepositoryBook;
  readonly decodeConfiguration: DecodeConfiguration;
  /** Where clusters lie unless the configuration says otherwise. */
  readonly clustersFolderDefault: string;
}

/** A conversation is read back at most this many times a hundred comments beyond the first. */
const olderPages = 4;

export function createFacts(options: FactsOptions): CommandFactsSource {
  const { clientOf, book, decodeConfiguration, clustersFolderDefault } = options;
  return {
    async gather({ repository, issue, sourceNodeId }) {
      const client = clientOf(repository);
      const names = { owner: repository.owner, name: repository.name };
      const data = await client.query(
        commandFacts,
        { ...names, issue, source: sourceNodeId, clusters: `HEAD:${clustersFolderDefault}` },
        absent,
      );
      if (data.repository == null) throw new AppError('github/gone', `${names.owner}/${names.name} is not there`);
      const { repository: facts, source } = decode(factsShape, data, 'facts');
      sameRepository(repository, facts.databaseId);

      const configuration = configurationFrom(facts, decodeConfiguration);
      const folder = configuration.state === 'read' ? configuration.configuration.clusters.folder : undefined;
      const clusters =
        folder === undefined || folder === clustersFolderDefault
          ? facts
          : await foldersOf(client, names, folder, facts.isEmpty);
      const branches = await allBranches(client, names, facts.branches ?? undefined);
      const headSha = facts.defaultBranchRef?.target?.oid;
      noteLabels(book, repository, facts, configuration.state === 'read' ? configuration.configuration.labels : []);
      const used = usedBranches(facts, branches, source?.createdAt);

      return {
        repository: {
          nodeId: facts.id,
          defaultBranch: facts.defaultBranchRef?.name ?? '',
          archived: facts.isArchived,
          empty: facts.isEmpty || headSha === undefined,
          url: facts.url,
        },
        ...(headSha === undefined ? {} : { baseSha: headSha }),
        configuration,
        ...(facts.issue ? { issue: issueOf(facts.issue) } : {}),
        ...(source?.body === undefined ? {} : { source: sourceOf(source, source.body) }),
        ownComments: facts.issue ? await ownComments(client, { ...names, issue }, facts.issue.comments) : [],
        ...withFolders(clusters, facts.isEmpty),
        openPulls: openPulls(branches),
        ...(used === undefined ? {} : { usedBranches: used }),
      };
    },
  };
}

/** The issue and the source may be gone: that is a fact. So is the repository's absence, which is looked at apart. */
function absent(error: GraphqlError): boolean {
  if (error.type !== 'NOT_FOUND') return false;
  const path = error.path.join('.');
  return path === 'source' || path === 'repository.issue' || path === 'repository';
}

function issueOf(issue: NonNullable<FactsShape['repository']['issue']>): NonNullable<CommandFacts['issue']> {
  return {
    nodeId: issue.id,
    url: issue.url,
    locked: issue.locked,
    isPull: issue.__typename === 'PullRequest',
    ...(issue.headRefName === undefined ? {} : { headRef: issue.headRefName }),
  };
}

function sourceOf(source: NonNullable<FactsShape['source']>, body: string): NonNullable<CommandFacts['source']> {
  return { body, edited: source.__typename === 'IssueComment' && source.lastEditedAt != null };
}

async function foldersOf(
  client: Client,
  names: { readonly owner: string; readonly name: string },
  folder: string,
  empty: boolean,
): Promise<{ readonly root?: { readonly __typename: string } | null | undefined; readonly clusters?: ClustersShape }> {
  if (empty) return {};
  const data = await client.query(clusterFolders, { ...names, clusters: `HEAD:${folder}` });
  return decode(clusterFoldersShape, data, 'cluster folders').repository;
}

function withFolders(
  read: { readonly root?: { readonly __typename: string } | null | undefined; readonly clusters?: ClustersShape },
  empty: boolean,
): { clusterFolders?: readonly string[] } {
  if (empty) return { clusterFolders: [] };
  if (read.root?.__typename !== 'Tree') return {};
  if (read.clusters == null) return { clusterFolders: [] };
  if (read.clusters.entries == null) return {};
  return { clusterFolders: read.clusters.entries.filter(({ type }) => type === 'tree').map(({ name }) => name) };
}

async function ownComments(
  client: Client,
  query: { readonly owner: string; readonly name: string; readonly issue: number },
  last: CommentsShape,
): Promise<CommandFacts['ownComments']> {
  const pages = [last];
  let page = last;
  while (page.pageInfo.hasPreviousPage && page.pageInfo.startCursor && pages.length <= olderPages) {
    const data = await client.query(olderComments, { ...query, before: page.pageInfo.startCursor });
    const older = decode(olderCommentsShape, data, 'comments').repository.issue?.comments;
    if (older === undefined) break;
    page = older;
    pages.unshift(page);
  }
  return pages
    .flatMap(({ nodes }) => nodes)
    .filter((node) => node !== null)
    .filter(({ viewerDidAuthor }) => viewerDidAuthor)
    .slice(-100)
    .map(({ id, url, body }) => ({ nodeId: id, url, body }));
}

type Branch = NonNullable<BranchesShape['nodes'][number]>;

async function allBranches(
  client: Client,
  names: { readonly owner: string; readonly name: string },
  first: BranchesShape | undefined,
): Promise<readonly Branch[]> {
  const found: Branch[] = [];
  let page = first;
  while (page !== undefined) {
    found.push(...page.nodes.filter((node) => node !== null));
    if (!page.pageInfo.hasNextPage || !page.pageInfo.endCursor) break;
    const data = await client.query(moreBranches, { ...names, after: page.pageInfo.endCursor });
    page = decode(moreBranchesShape, data, 'branches').repository.branches ?? undefined;
  }
  return found;
}

function openPulls(branches: readonly Branch[]): readonly PullSummary[] {
  return branches
    .flatMap(({ associatedPullRequests }) => associatedPullRequests.nodes)
    .filter((pull) => pull !== null)
    .filter((pull) => pull.state === 'OPEN' && isOurs(pull))
    .map(pullSummary)
    .sort((one, other) => one.number - other.number);
}

/** A pull request of the source's request cannot be older than the source: the page of recent ones need only reach that far back. */
function usedBranches(
  facts: FactsShape['repository'],
  branches: readonly Branch[],
  sourceCreatedAt: string | undefined,
): readonly string[] | undefined {
  if (sourceCreatedAt === undefined) return undefined;
  const recent = facts.recent.nodes.filter((node) => node !== null);
  const oldest = recent.at(-1);
  const complete =
    !facts.recent.pageInfo.hasNextPage ||
    (oldest !== undefined && Date.parse(oldest.createdAt) < Date.parse(sourceCreatedAt));
  if (!complete) return undefined;
  const names = [
    ...branches.map(({ name }) => (name.startsWith(branchPrefix) ? name : `${branchPrefix}${name}`)),
    ...recent.map(({ headRefName }) => headRefName).filter((name) => name.startsWith(branchPrefix)),
  ];
  return [...new Set(names)];
}

function noteLabels(
  book: RepositoryBook,
  repository: RepositoryRef,
  facts: FactsShape['repository'],
  wanted: readonly string[],
): void {
  const entry = book.note(repository, facts.id);
  for (const label of facts.labels?.nodes ?? [])
    if (label !== null) entry.labels.set(label.name.toLowerCase(), label.id);
  entry.missing = wanted.filter((name) => !entry.labels.has(name.toLowerCase()));
}
