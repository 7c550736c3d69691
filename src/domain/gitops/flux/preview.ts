import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from '../../cluster/ownership.ts';
import type { Manifest } from '../manifest.ts';
import { helmGroup } from './find-releases.ts';

export interface FluxPreview {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly secret?: string;
  readonly provider?: string;
  readonly repoUrl: string;
  readonly branch: string;
  readonly sha: string;
  readonly folder: string;
  readonly targetNamespace: string;
  readonly request: string;
  readonly repositoryId: number;
  /** Whether the cluster is made by a HelmRelease of its folder. */
  readonly releases: boolean;
}

const metadataOf = ({ name, namespace, request, repositoryId }: FluxPreview): Manifest => ({
  name,
  namespace,
  labels: { 'app.kubernetes.io/managed-by': 'clusterops', [requestAnnotation]: request },
  annotations: {
    [repositoryAnnotation]: String(repositoryId),
    [requestAnnotation]: request,
    [deliveryAnnotation]: 'preview',
  },
});

/** The source of a preview: pinned to one commit, so a later push changes nothing. The branch makes the clone a small one. */
export function previewSource(preview: FluxPreview): Manifest {
  const { repoUrl, branch, sha, secret, provider } = preview;
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: metadataOf(preview),
    spec: {
      interval: '1h',
      timeout: '60s',
      url: repoUrl,
      ref: { branch, commit: sha },
      ...(secret === undefined ? {} : { secretRef: { name: secret } }),
      ...(provider === undefined ? {} : { provider }),
    },
  };
}

/**
 * The Kustomization that shows a cluster before the merge, as an account that may make clusters in one namespace only. It creates and
 * updates but never prunes; deleting it, by whomever, deletes nothing that it made. It does not wait for health: Ready tells more.
 * Its interval is long, so that it does not take the objects back from the Kustomization of the base branch at the hand-over.
 */
export function previewKustomization(preview: FluxPreview): Manifest {
  const { name, folder, serviceAccount, targetNamespace } = preview;
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: metadataOf(preview),
    spec: {
      sourceRef: { kind: 'GitRepository', name },
      path: `./${folder}`,
      serviceAccountName: serviceAccount,
      targetNamespace,
      interval: '1h',
      retryInterval: '30s',
      timeout: '3m',
      prune: false,
      deletionPolicy: 'Orphan',
      wait: false,
      ...(preview.releases && { patches: [pinnedChart(preview)] }),
    },
  };
}

/** In Git a HelmRelease has its chart from the source of the default branch; here from the one that is pinned. */
function pinnedChart({ name, namespace }: FluxPreview): Manifest {
  const value = { kind: 'GitRepository', name, namespace };
  const operation = { op: 'replace', path: '/spec/chart/spec/sourceRef', value };
  return { target: { group: helmGroup, kind: 'HelmRelease' }, patch: JSON.stringify([operation]) };
}
