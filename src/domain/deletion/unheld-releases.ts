import { parse } from 'yaml';
import type { FileContent } from '../cluster/spec.ts';
import { type Finding, fault } from '../finding.ts';
import { segmentsOf } from '../gitops/folder.ts';
import { prunedBy } from '../gitops/prune-options.ts';
import { releasesFolder } from '../manifests/packaging/helm/released.ts';
import { at, itemsAt, textAt, textsAt } from '../manifests/source/located.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import type { TreeChange } from './removed-clusters.ts';

/**
 * HelmReleases of clusters' folders, written by the change, that would take their cluster along: pruned by Flux they have Helm
 * uninstall it, and so does one that has another name, namespace, storage or name of its chart than before. What Helm keeps by its policy stays
 * in either case.
 */
export function unheldReleases({ before, after, changed, clustersFolder }: TreeChange): readonly Finding[] {
  const written = new Set(changed.filter(({ status }) => status !== 'removed').map(({ path }) => path));
  const releasesIn = (files: TreeChange['after']): readonly SourceDocument[] =>
    files
      .filter(
        ({ path, content }) => path.startsWith(`${clustersFolder}/`) && /^kind:\s*["']?HelmRelease\b/m.test(content),
      )
      .flatMap((file) => readDocuments(file).documents)
      .filter((each) => releasesFolder(each, folderOf(each.path)));
  const now = releasesIn(after.filter((file) => written.has(file.path) || written.has(chartOf(file))));
  const then = now.length === 0 ? [] : releasesIn(before);
  return now.flatMap((release) => {
    const chart = written.has(chartOf(release)) ? renamedChart(release, before, after) : [];
    if (!written.has(release.path)) return chart;
    const { name, path, root, place } = release;
    const said = (message: string, cure: string): Finding => ({
      ...fault('deletion/foreground', message, { place: place(root.at), cure }),
      severity: 'warning',
    });
    const pruned = prunedBy(textsAt(root, 'metadata', 'annotations')).includes('flux');
    const former = then.find((each) => each.path === path && each.name === name);
    const moved = places.filter((key) => former && textAt(former.root, 'spec', key) !== textAt(root, 'spec', key));
    return [
      ...chart,
      ...(pruned
        ? [
            said(
              `HelmRelease ${name} goes as soon as Git no longer has it, and Helm uninstalls what it made.`,
              'Annotate it with kustomize.toolkit.fluxcd.io/prune: disabled.',
            ),
          ]
        : []),
      ...(keepsClusters(root)
        ? []
        : [
            said(
              `HelmRelease ${name} does not have Helm keep the Cluster: an uninstall, or a chart without it, takes it away.`,
              'Bring back the post-renderers with helm.sh/resource-policy: keep, as packaging=helm writes them.',
            ),
          ]),
      ...moved.map((key) =>
        said(
          `The ${key} of HelmRelease ${name} changes, so Helm uninstalls what it made under the former one.`,
          `Leave ${key} as it is.`,
        ),
      ),
    ];
  });
}

const places = ['releaseName', 'targetNamespace', 'storageNamespace'];
const chartOf = ({ path }: Pick<FileContent, 'path'>): string => `${folderOf(path)}/Chart.yaml`;
const folderOf = (path: string): string => segmentsOf(path).slice(0, -1).join('/');

/**
 * A chart of another name is another release for Flux (`ReleaseTargetChanged` of helm-controller), though Helm itself upgrades to it and
 * Argo CD only renders it.
 */
function renamedChart(
  release: SourceDocument,
  before: TreeChange['before'],
  after: TreeChange['after'],
): readonly Finding[] {
  const named = (files: TreeChange['before']): readonly SourceDocument[] =>
    files.filter(({ path }) => path === chartOf(release)).flatMap((file) => readDocuments(file).documents);
  const [then, now] = [named(before)[0], named(after)[0]];
  const [former, name] = [then, now].map((each) => each && textAt(each.root, 'name'));
  if (now === undefined || former === undefined || name === former) return [];
  const message = `The chart of HelmRelease ${release.name} is renamed from ${former}, so Flux has Helm uninstall what it made, worker pools with their machines, before it makes it again.`;
  const place = now.place(at(now.root, 'name')?.at ?? now.root.at);
  return [
    { ...fault('deletion/foreground', message, { place, cure: 'Leave the name as it is.' }), severity: 'warning' },
  ];
}

/** Whether the last post-renderer that speaks of Clusters has Helm keep them. */
function keepsClusters(root: SourceDocument['root']): boolean {
  const policies = itemsAt(root, 'spec', 'postRenderers')
    .flatMap((each) => itemsAt(each, 'kustomize', 'patches'))
    .filter((each) => isOfClusters(textAt(each, 'target', 'kind') ?? ''))
    .flatMap((each) => policyIn(textAt(each, 'patch') ?? '') ?? []);
  return policies.at(-1) === 'keep' || textAt(at(root, 'spec', 'commonMetadata', 'annotations'), policy) === 'keep';
}

const policy = 'helm.sh/resource-policy';

function isOfClusters(kind: string): boolean {
  return kind === '.*' || kind.split('|').includes('Cluster');
}

function policyIn(patch: string): unknown {
  try {
    return parse(patch)?.metadata?.annotations?.[policy];
  } catch {
    return undefined;
  }
}
