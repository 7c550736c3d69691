import type { ClusterSpec } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { labels, metadata, type Part } from '../../manifest.ts';
import { missingSettings } from '../missing-settings.ts';
import type { AzureSettings } from './settings.ts';

const moveLabel = 'clusterctl.cluster.x-k8s.io/move-hierarchy';

/** Name of the AzureClusterIdentity that a cluster refers to. */
export function identityName(spec: ClusterSpec, { identity }: AzureSettings): string {
  return identity.existing ?? `${spec.name}-identity`;
}

/** The cluster's own AzureClusterIdentity, which no other namespace may use; none where one exists. */
export function identityParts(spec: ClusterSpec, settings: AzureSettings): readonly Part[] {
  const { identity } = settings;
  if (identity.existing !== undefined) return [];
  return [
    {
      file: 'cluster',
      comment: 'Who the provider is in Azure: ids only, the proof stands in the management cluster.',
      comments: { [`metadata/labels/${moveLabel}`]: '"clusterctl move" takes it along.' },
      manifest: {
        apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1',
        kind: 'AzureClusterIdentity',
        metadata: metadata(spec, identityName(spec, settings), 'infrastructure', {
          labels: { [labels.clusterName]: spec.name, [moveLabel]: 'true' },
        }),
        spec: {
          type: identity.type,
          tenantID: identity.tenantId ?? '',
          clientID: identity.clientId ?? '',
          clientSecret: identity.clientSecret && { ...identity.clientSecret },
          allowedNamespaces: { list: [spec.namespace] },
        },
      },
    },
  ];
}

/** What an identity of its own lacks. */
export function missingIdentity({ identity }: AzureSettings): readonly Finding[] {
  if (identity.existing !== undefined) return [];
  const uuid = '00000000-0000-0000-0000-000000000000';
  const missing = missingSettings('azure', [
    { key: 'identity.tenantId', given: identity.tenantId, what: 'the tenant of the identity', example: uuid },
    { key: 'identity.clientId', given: identity.clientId, what: 'the client id of the identity', example: uuid },
  ]);
  if (identity.type !== 'ServicePrincipal' || identity.clientSecret !== undefined) return missing;
  return [
    ...missing,
    fault(
      'cluster/settings-missing',
      'A service principal needs its secret by reference (providers.azure.identity.clientSecret).',
      { cure: 'Set its name and namespace, or use type: WorkloadIdentity, which needs no secret.' },
    ),
  ];
}
