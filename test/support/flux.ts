import { parseAllDocuments } from 'yaml';
import { fluxFiles } from '../../src/domain/bootstrap/flux.ts';
import type { SandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';

/** What `clusterops bootstrap` writes for Flux is applied: an account, a GitRepository and a Kustomization of the clusters folder. */
export function followClustersWithFlux(
  { store }: SandboxKubernetes,
  repoUrl: string,
  packaging: 'plain' | 'helm' = 'plain',
): void {
  const files = fluxFiles({
    providers: ['dev'],
    engine: 'flux',
    repoUrl,
    branch: 'main',
    clustersFolder: 'clusters',
    namespace: 'default',
    packaging,
    capi: 'clusterctl',
  });
  const documents = files
    .filter(({ path }) => !path.endsWith('/kustomization.yaml'))
    .flatMap(({ content }) => parseAllDocuments(content));
  for (const document of documents) {
    const manifest = document.toJS();
    // The sandbox has no roles for those who play in it.
    if (!manifest.kind.startsWith('Role')) store.apply(manifest, { manager: 'person' });
  }
}
