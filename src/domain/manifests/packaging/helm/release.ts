import type { Configuration } from '../../../access/configuration.ts';
import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from '../../../cluster/ownership.ts';
import type { ClusterSpec, FileContent, ObjectRef } from '../../../cluster/spec.ts';
import { chartOfRelease, releaseRef } from '../../../gitops/flux/find-releases.ts';
import { pruneAnnotations } from '../../../gitops/prune-options.ts';
import type { JsonObject } from '../../manifest.ts';
import { yamlText } from '../../yaml-text.ts';

/**
 * What Helm is told of all that a chart makes. It takes nothing away that is kept. Workers have another value: what the chart leaves
 * out goes, but Helm's uninstall passes over whatever has a policy (`filterManifestsToKeep` of Helm 3 and 4).
 */
const policies = [
  { target: '.*', policy: 'keep' },
  { target: 'MachineDeployment|MachinePool|MachineHealthCheck', policy: 'prune' },
] as const;

/**
 * The files by which Flux has Helm make a cluster of the chart in its folder: a HelmRelease, and a kustomization that lists it alone, so
 * that the Kustomization of the clusters folder takes the chart's files for no manifests.
 */
export function releaseFiles(
  spec: ClusterSpec,
  { flux }: Configuration,
  folder: string,
): { readonly files: readonly FileContent[]; readonly objects: readonly ObjectRef[] } {
  const { name, namespace, owner } = spec;
  const marks = {
    [repositoryAnnotation]: String(owner.repositoryId),
    [requestAnnotation]: owner.request,
    [deliveryAnnotation]: owner.delivery,
  };
  const sourceNamespace = flux.source.namespace ?? flux.namespace;
  const action: JsonObject = {
    disableWait: true,
    disableTakeOwnership: true,
    strategy: { name: 'RetryOnFailure', retryInterval: '1m' },
  };
  const release = yamlText(
    {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name, namespace, annotations: { ...pruneAnnotations('infrastructure'), ...marks } },
      spec: {
        releaseName: name,
        targetNamespace: namespace,
        storageNamespace: flux.storageNamespace,
        serviceAccountName: flux.serviceAccount,
        interval: '10m',
        timeout: '5m',
        chart: {
          metadata: { annotations: marks },
          spec: {
            chart: `./${folder}`,
            reconcileStrategy: 'Revision',
            sourceRef: { kind: 'GitRepository', name: flux.source.name, namespace: sourceNamespace },
          },
        },
        install: action,
        upgrade: action,
        driftDetection: { mode: 'enabled' },
        postRenderers: [{ kustomize: { patches: policies.map(policyPatch) } }],
      },
    },
    {
      'spec/releaseName':
        'Helm uninstalls what had another name, namespace or storage before: never change these three.',
      'spec/storageNamespace': 'Where Helm keeps its Secrets: a namespace that has no others.',
      'spec/serviceAccountName': 'May make clusters in this namespace and nothing else.',
      'spec/chart/spec/reconcileStrategy': 'Each commit makes a chart, and its version says which.',
      'spec/install': 'Nothing is uninstalled or rolled back after a failure: it is tried again.',
      'spec/postRenderers': 'Helm takes no cluster away, whatever becomes of this release or of the chart.',
    },
  );
  const kustomization = yamlText({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['release.yaml'],
  });
  return {
    files: [
      { path: `${folder}/kustomization.yaml`, content: kustomization },
      { path: `${folder}/release.yaml`, content: release },
    ],
    objects: [releaseRef(namespace, name), chartOfRelease({ namespace, name }, sourceNamespace)],
  };
}

function policyPatch({ target, policy }: (typeof policies)[number]): JsonObject {
  const metadata = { name: 'any', annotations: { 'helm.sh/resource-policy': policy } };
  return { target: { kind: target }, patch: yamlText({ apiVersion: 'v1', kind: 'any', metadata }) };
}
