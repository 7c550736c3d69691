import { defaultConfiguration } from '../access/default-configuration.ts';
import type { FileContent, Packaging, ProviderId } from '../cluster/spec.ts';
import { type Finding, fault } from '../finding.ts';

interface ExampleFolder {
  /** Folder of this project. */
  readonly from: string;
  /** Folder of the repository. */
  readonly to: string;
  readonly title: string;
  /** What has to stand in it, one sentence. */
  readonly holds: string;
}

/** What a packaging needs beside the clusters: a folder of examples to begin with, and where the bot looks for it. */
export function exampleFolder(packaging: Packaging): ExampleFolder | undefined {
  const { helm, clusterClass } = defaultConfiguration;
  switch (packaging) {
    case 'helm':
      return {
        from: 'examples/charts/cluster',
        to: helm.chart,
        title: 'The chart of the clusters',
        holds: 'The Helm chart that each cluster gives values to; or set `helm.chart` in `.github/clusterops.yml`.',
      };
    case 'clusterclass':
      return {
        from: 'examples/cluster-classes',
        to: clusterClass.folder,
        title: 'The classes of the clusters',
        holds: 'ClusterClasses with their templates, named `<provider>-<flavour>`, e.g. `aws-kubeadm`.',
      };
    case 'plain':
    case 'kustomize':
      return undefined;
  }
}

/**
 * The files of a packaging's folder: the examples, without the ClusterClasses of providers that are not asked for; a page that
 * says what belongs there when none is left. The chart stays whole, for its parts refer to each other.
 */
export function exampleFiles(
  packaging: Packaging,
  providers: readonly ProviderId[],
  examples: readonly FileContent[],
): readonly FileContent[] {
  const folder = exampleFolder(packaging);
  if (folder === undefined) return [];
  const wanted =
    packaging === 'clusterclass' ? examples.filter((file) => providers.some((id) => isClassOf(id, file))) : examples;
  if (wanted.length > 0) return wanted.map(({ path, content }) => ({ path: `${folder.to}/${path}`, content }));
  return [{ path: `${folder.to}/README.md`, content: `# ${folder.title}\n\n${folder.holds}\n` }];
}

/** A warning for each provider that the examples have no ClusterClass of; the chart makes the clusters of all. */
export function withoutExample(
  packaging: Packaging,
  providers: readonly ProviderId[],
  examples: readonly FileContent[],
): readonly Finding[] {
  const folder = exampleFolder(packaging);
  if (packaging !== 'clusterclass' || folder === undefined) return [];
  return providers
    .filter((id) => !examples.some((file) => isClassOf(id, file)))
    .map((id) => ({
      ...fault(
        'cluster/provider-unavailable',
        `There is no example for ${id} in ${folder.to}: its clusters cannot be made with packaging=${packaging} yet.`,
        { cure: `Add what makes them, as docs/packaging.md says, or ask for its clusters with packaging=plain.` },
      ),
      severity: 'warning',
    }));
}

const isClassOf = (id: ProviderId, { path }: FileContent): boolean => path.startsWith(`${id}-`);
