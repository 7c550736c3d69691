import type { ClusterSpec, ObjectRef } from '../../cluster/spec.ts';
import { addonGroup, resourceSetVersion } from '../core/groups.ts';
import { type JsonObject, labels, metadata, type Part } from '../manifest.ts';
import type { GcpSettings } from '../providers/gcp/settings.ts';
import { yamlText } from '../yaml-text.ts';
import { gcpCloudControllerImage } from './versions.ts';

const name = 'cloud-controller-manager';
const namespace = 'kube-system';

export function gcpCloudControllerKinds(spec: ClusterSpec): readonly Pick<ObjectRef, 'group' | 'kind'>[] {
  if (spec.addons === 'external') return [];
  return [
    { group: '', kind: 'ConfigMap' },
    { group: addonGroup, kind: 'ClusterResourceSet' },
  ];
}

/** The cloud controller. There is no chart of it, so its objects stand in a ConfigMap that a ClusterResourceSet applies. */
export function gcpCloudControllerParts(spec: ClusterSpec, settings: GcpSettings): readonly Part[] {
  if (spec.addons === 'external') return [];
  const own = `${spec.name}-ccm`;
  return [
    {
      file: 'addons',
      comment: 'The objects of the cloud controller; they are for the workload cluster.',
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(spec, own, 'addon'),
        data: {
          'cloud-controller-manager.yaml': objects(spec, settings)
            .map((object) => yamlText(object))
            .join('---\n'),
        },
      },
    },
    {
      file: 'addons',
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
      manifest: {
        apiVersion: resourceSetVersion,
        kind: 'ClusterResourceSet',
        metadata: metadata(spec, own, 'addon'),
        spec: {
          clusterSelector: { matchLabels: { [labels.cluster]: spec.name } },
          resources: [{ kind: 'ConfigMap', name: own }],
          strategy: 'Reconcile',
        },
      },
    },
  ];
}

/** With `multizone`, or the controller would take the nodes of other zones for gone. The node tag is the provider's. */
const cloudConfig = (spec: ClusterSpec, { network, subnet }: GcpSettings): string =>
  [
    '[global]',
    'multizone = true',
    `node-tags = ${spec.name}-node`,
    `network-name = ${network}`,
    ...(subnet === undefined ? [] : [`subnetwork-name = ${subnet}`]),
    '',
  ].join('\n');

function objects(spec: ClusterSpec, settings: GcpSettings): readonly JsonObject[] {
  const rbac = 'rbac.authorization.k8s.io';
  const subject = { kind: 'ServiceAccount', name, namespace };
  const rule = (apiGroups: readonly string[], resources: readonly string[], verbs: readonly string[]): JsonObject => ({
    apiGroups,
    resources,
    verbs,
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${name}-config`, namespace },
      data: { 'cloud.config': cloudConfig(spec, settings) },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: `system:${name}` },
      rules: [
        rule(['', 'events.k8s.io'], ['events'], ['create', 'patch', 'update']),
        rule(['coordination.k8s.io'], ['leases'], ['create', 'get', 'list', 'watch', 'update']),
        rule([''], ['nodes'], ['get', 'list', 'watch', 'update', 'patch', 'delete']),
        rule([''], ['nodes/status', 'services/status'], ['patch', 'update']),
        rule([''], ['services'], ['get', 'list', 'watch', 'update', 'patch']),
        rule([''], ['endpoints', 'pods', 'namespaces', 'configmaps'], ['get', 'list', 'watch']),
        rule(['discovery.k8s.io'], ['endpointslices'], ['get', 'list', 'watch']),
        rule([''], ['serviceaccounts'], ['create', 'get', 'list', 'watch']),
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `system:${name}` },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: `system:${name}` },
      subjects: [subject],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `${name}:apiserver-authentication-reader`, namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects: [subject],
    },
    // It keeps the id that its load balancers are named after in the ConfigMap "ingress-uid": without it, it makes none.
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: `system:${name}`, namespace },
      rules: [rule([''], ['configmaps'], ['create', 'update'])],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `system:${name}`, namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name: `system:${name}` },
      subjects: [subject],
    },
    daemonSet(spec),
  ];
}

function daemonSet(spec: ClusterSpec): JsonObject {
  const app = { 'k8s-app': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, labels: app },
    spec: {
      selector: { matchLabels: app },
      template: {
        metadata: { labels: app },
        spec: {
          serviceAccountName: name,
          priorityClassName: 'system-cluster-critical',
          hostNetwork: true,
          nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
          tolerations: [
            { key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' },
            { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
            { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          ],
          containers: [
            {
              name,
              image: gcpCloudControllerImage(spec.kubernetesVersion),
              command: [
                '/cloud-controller-manager',
                '--cloud-provider=gce',
                '--cloud-config=/etc/cloud/cloud.config',
                `--cluster-cidr=${spec.network.pods}`,
                '--allocate-node-cidrs=false',
                '--configure-cloud-routes=false',
                '--leader-elect=true',
              ],
              resources: { requests: { cpu: '100m', memory: '64Mi' } },
              volumeMounts: [{ name: 'config', mountPath: '/etc/cloud', readOnly: true }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name: `${name}-config` } }],
        },
      },
    },
  };
}
