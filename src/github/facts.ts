import type { RepositoryRef } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { CommandFacts, CommandFactsSource } from '../ports/github.ts';
import type { Client, ClientOf } from './client.ts';
import { configurationFrom } from './configuration-file.ts';
import { decode } from './decode.ts';
import { type ClustersShape, clusterFoldersShape, type FactsShape, factsShape } from './decode-facts.ts';
import { keptIssuesOf } from './decode-kept-issues.ts';
import { clusterFolders, commandFacts } from './documents/facts.ts';
import type { ReadConfiguration } from './extended-configuration.ts';
import { allBranches, openPulls, usedBranches } from './own-branches.ts';
import { ownComments } from './own-comments.ts';
import type { GraphqlError } from './reply.ts';
import { type RepositoryBook, sameRepository } from './repository-book.ts';

export interface FactsOptions {
  readonly clientOf: ClientOf;
  readonly book: RepositoryBook;
  readonly readConfiguration: ReadConfiguration;
  /** Where clusters lie unless the configuration says otherwise. */
  readonly clustersFolderDefault: string;
  readonly missingPermissions: (installationId: number) => readonly string[];
}

export function createFacts(options: FactsOptions): CommandFactsSource {
  const { clientOf, book, readConfiguration, clustersFolderDefault } = options;
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

      const configuration = await configurationFrom(facts, (text) => readConfiguration(repository, text));
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
        ...withFolders(clusters, facts.isEmpty, folder ?? clustersFolderDefault),
        openPulls: openPulls(branches),
        lockIssues: keptIssuesOf(facts.lockIssues),
        missingPermissions: options.missingPermissions(repository.installationId),
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
  folder: string,
): Pick<CommandFacts, 'clusterFolders' | 'clustersTree' | 'inTheWay'> {
  if (empty) return { clusterFolders: [], inTheWay: [] };
  if (read.root?.__typename !== 'Tree') return { inTheWay: [] };
  if (read.clusters == null) return { clusterFolders: [], inTheWay: [] };
  if (read.clusters.__typename !== 'Tree') return { clusterFolders: [], inTheWay: [folder] };
  const { oid, entries } = read.clusters;
  if (entries == null) return { inTheWay: [] };
  return {
    clustersTree: oid,
    clusterFolders: entries.filter(({ type }) => type === 'tree').map(({ name }) => name),
    inTheWay: entries.filter(({ type }) => type !== 'tree').map(({ name }) => `${folder}/${name}`),
  };
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
