import { type ClusterRow, clusterRows } from '../cluster/rows.ts';
import type { FileContent } from '../cluster/spec.ts';
import { type Finding, fault } from '../finding.ts';
import { prunedBy } from '../gitops/prune-options.ts';
import { textsAt } from '../manifests/source/located.ts';
import { readDocuments } from '../manifests/source/read-documents.ts';
import { groupOf } from '../manifests/validate/folder.ts';
import { isProtected } from './protected.ts';
import type { RemovedCluster, TreeChange } from './removed-clusters.ts';
import { isFoundation, isSame, mayBeFoundation, plainDocuments, templatesInUse } from './removed-objects.ts';
import { unheldReleases } from './unheld-releases.ts';

export interface DeletionRules {
  readonly engine: 'argocd' | 'flux' | 'auto';
  /** Patterns of names. */
  readonly protectedNames: readonly string[];
}

/** A delete request of ours that the change carries out. */
export interface AskedDeletion {
  readonly namespace: string;
  readonly name: string;
  /** Whether a permitted person confirmed it at the very commit that is judged. */
  readonly confirmed: boolean;
}

export interface DeletionLint {
  readonly change: TreeChange;
  /** Files that the change removes outside of the clusters folder, as they are on the base. */
  readonly removedElsewhere: readonly FileContent[];
  /** Files outside of the clusters folder that the change adds or edits. */
  readonly writtenElsewhere: readonly FileContent[];
  /** What left Git, and the delete requests that ask for it. */
  readonly removed: readonly RemovedCluster[];
  readonly asked: readonly AskedDeletion[];
  readonly rules: DeletionRules;
}

/** The traps of deletion in what a pull request changes: each would cost somebody a cluster, or the way back. */
export function lintDeletions(lint: DeletionLint): readonly Finding[] {
  const { change, removed, rules } = lint;
  return [
    ...removed.flatMap((cluster) => removalFindings(cluster, lint)),
    ...protectedEdits(lint, removed),
    ...unheldClusters(change, rules),
    ...unheldReleases(change),
    ...templatesInUse(change.before, change.after, change.clustersFolder).map(({ template, user, place }) =>
      fault('deletion/template-in-use', `${template.kind} ${template.name} is removed, and ${user} refers to it.`, {
        place,
      }),
    ),
    ...foundationFindings(lint),
  ];
}

function removalFindings(cluster: RemovedCluster, { asked, rules }: DeletionLint): readonly Finding[] {
  const { name, namespace, path, movedTo } = cluster;
  const place = { path, line: 1 };
  const guarded = isProtected(name, rules.protectedNames)
    ? [fault('deletion/protected', `The cluster ${name} is protected and would leave Git.`, { place })]
    : [];
  if (movedTo !== undefined)
    return [
      ...guarded,
      fault('deletion/folder-moved', `The cluster ${name} is moved from ${path} to ${movedTo}.`, {
        place: { path: movedTo, line: 1 },
      }),
    ];
  const request = asked.find((each) => each.name === name && each.namespace === namespace);
  if (request === undefined)
    return [
      ...guarded,
      fault('deletion/not-asked', `The cluster ${name} leaves Git, and no delete request asks for it.`, {
        place,
        cure: `Bring its files back, and comment /delete-cluster ${name} on an issue.`,
      }),
    ];
  if (request.confirmed) return guarded;
  return [
    ...guarded,
    fault('deletion/unconfirmed', `The deletion of the cluster ${name} is not confirmed at this commit.`, { place }),
  ];
}

/** An edit of a protected cluster is no deletion: it is only pointed out. */
function protectedEdits({ change, rules }: DeletionLint, removed: readonly RemovedCluster[]): readonly Finding[] {
  if (rules.protectedNames.length === 0) return [];
  const { before, changed, clustersFolder } = change;
  const gone = new Set(removed.map(({ path }) => path));
  return clusterRows(before, clustersFolder)
    .filter(({ name, path }) => isProtected(name, rules.protectedNames) && !gone.has(path))
    .flatMap(({ name, folder, path }) => {
      const inside = (each: string): boolean => folder !== undefined && each.startsWith(`${clustersFolder}/${folder}/`);
      const touched = changed.find((each) => inside(each.path) || inside(each.previousPath ?? ''));
      if (touched === undefined) return [];
      return [
        {
          ...fault('deletion/protected', `The protected cluster ${name} is changed.`, {
            place: { path: inside(touched.path) ? touched.path : path, line: 1 },
            cure: 'Make sure that nothing which the cluster needs is taken away.',
          }),
          severity: touched.status === 'removed' ? ('warning' as const) : ('notice' as const),
        },
      ];
    });
}

/** Clusters that an engine would take away without asking. Where either may be at work, one that holds it back is enough. */
function unheldClusters({ after, changed, clustersFolder }: TreeChange, { engine }: DeletionRules): readonly Finding[] {
  const written = new Set(changed.filter(({ status }) => status !== 'removed').map(({ path }) => path));
  const documents = plainDocuments(after, clustersFolder, ({ path, content }) => {
    return written.has(path) && /^kind:\s*["']?Cluster\b/m.test(content);
  });
  return documents
    .filter((each) => each.kind === 'Cluster' && groupOf(each) === 'cluster.x-k8s.io')
    .flatMap(({ root, name, place }) => {
      const by = prunedBy(textsAt(root, 'metadata', 'annotations'));
      if (engine === 'auto' ? by.length < 2 : !by.includes(engine)) return [];
      const message = `Cluster ${name} goes, with its machines, as soon as Git no longer has it: nothing holds it back.`;
      const cure =
        engine === 'flux'
          ? 'Annotate it with kustomize.toolkit.fluxcd.io/prune: disabled.'
          : 'Annotate it with argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm.';
      return [
        { ...fault('deletion/foreground', message, { place: place(root.at), cure }), severity: 'warning' as const },
      ];
    });
}

function foundationFindings({ change, removedElsewhere, writtenElsewhere }: DeletionLint): readonly Finding[] {
  const { before, after, changed, clustersFolder } = change;
  const gone = new Set(changed.filter(({ status }) => status === 'removed').map(({ path }) => path));
  const documentsOf = (files: readonly FileContent[]) => files.flatMap((file) => readDocuments(file).documents);
  const removed = documentsOf([...removedElsewhere, ...before.filter(({ path }) => gone.has(path))]).filter(
    isFoundation,
  );
  if (removed.length === 0) return [];
  const written = documentsOf(
    [...writtenElsewhere, ...after.filter(({ path }) => !gone.has(path))].filter(mayBeFoundation),
  );
  const fleet = clusterRows(after, clustersFolder);
  return removed
    .filter((each) => !written.some((other) => isSame(each, other)))
    .flatMap((each) => {
      const standing = each.kind === 'Namespace' ? inNamespace(fleet, each.name, change) : fleet;
      const [first] = standing;
      if (first === undefined) return [];
      const more = standing.length > 1 ? ` and ${standing.length - 1} more` : '';
      return [
        fault(
          'deletion/foundation-in-use',
          `${each.kind} ${each.name} is removed under the cluster ${first.name}${more}.`,
          {
            place: { path: each.path, line: 1 },
          },
        ),
      ];
    });
}

const inNamespace = (fleet: readonly ClusterRow[], name: string | undefined, change: TreeChange) =>
  fleet.filter((row) => (row.namespace || change.namespace) === name);
