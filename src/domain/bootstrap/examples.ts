import { defaultConfiguration } from '../access/default-configuration.ts';
import type { FileContent, Packaging } from '../cluster/spec.ts';

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

/** The files of a packaging's folder: the examples, else a page that says what belongs there. */
export function exampleFiles(packaging: Packaging, examples: readonly FileContent[]): readonly FileContent[] {
  const folder = exampleFolder(packaging);
  if (folder === undefined) return [];
  if (examples.length > 0) return examples.map(({ path, content }) => ({ path: `${folder.to}/${path}`, content }));
  return [{ path: `${folder.to}/README.md`, content: `# ${folder.title}\n\n${folder.holds}\n` }];
}
