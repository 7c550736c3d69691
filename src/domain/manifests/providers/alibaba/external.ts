import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { addonKinds, addonParts, addonPrerequisites } from '../../addons/install.ts';
import { clusterPart, controlPlaneName } from '../../core/cluster.ts';
import { controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { machineDeploymentPart, machineTemplatePart, workerHealthCheckPart } from '../../core/machines.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';
import type { AlibabaSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';

/** Workers on Alibaba Cloud of a control plane that is there already. Field names: openshift-capi-alicloud v0.1. */
export const alibabaExternal: Flavor = {
  id: 'external',
  summary: 'ECS machines that join a control plane which is there already',
  managedControlPlane: true,
  cnis: ['managed'],
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 36],
  needsEndpoint: true,
  check: (_spec, { providers: { alibaba } }) =>
    missingSettings('alibaba', [
      { key: 'image', given: alibaba.image, what: 'the machine image', example: 'm-bp1abcdefghijklmnop' },
      { key: 'vSwitch', given: alibaba.vSwitch, what: 'the vSwitch of the machines', example: 'vsw-bp1abcdefghijklm' },
      {
        key: 'securityGroup',
        given: alibaba.securityGroup,
        what: 'the security group of the machines',
        example: 'sg-bp1abcdefghijklmn',
      },
      { key: 'ramRole', given: alibaba.ramRole, what: 'the RAM role by which machines act', example: 'clusters-node' },
      {
        key: 'bootstrapSecret',
        given: alibaba.bootstrapSecret,
        what: 'the Secret with what a machine runs first to join',
        example: 'worker-user-data',
      },
    ]),
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'AlibabaCloudCluster' },
    { group: controlPlaneGroup, kind: 'AlibabaCloudControlPlane' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      { group: infrastructureGroup, kind: 'AlibabaCloudMachineTemplate' },
      { group: coreGroup, kind: 'MachineHealthCheck' },
    ]),
    ...addonKinds(spec, cniAddons(spec).length),
  ],
  parts: (spec, { providers: { alibaba } }) => [
    clusterPart(spec, {
      infrastructure: 'AlibabaCloudCluster',
      controlPlane: { apiGroup: controlPlaneGroup, kind: 'AlibabaCloudControlPlane', name: controlPlaneName(spec) },
    }),
    {
      file: 'cluster',
      manifest: {
        apiVersion,
        kind: 'AlibabaCloudCluster',
        metadata: metadata(spec, spec.name, 'infrastructure'),
        spec: { region: spec.region, controlPlaneEndpoint: endpointOf(spec) },
      },
    },
    {
      file: 'control-plane',
      manifest: {
        apiVersion: `${controlPlaneGroup}/v1beta1`,
        kind: 'AlibabaCloudControlPlane',
        metadata: metadata(spec, controlPlaneName(spec), 'control-plane'),
        spec: { mode: 'external', version: spec.kubernetesVersion, controlPlaneEndpoint: endpointOf(spec) },
      },
      comments: {
        'spec/mode': 'The control plane is there already; Cluster API is only told of it.',
        'spec/version': 'What the control plane really runs.',
      },
    },
    ...spec.pools.flatMap((pool) => poolParts(spec, alibaba, pool)),
    ...addonParts(spec, cniAddons(spec)),
  ],
  prerequisites: (spec, { providers: { alibaba } }) => [
    `A control plane with Kubernetes ${spec.kubernetesVersion} answers at ${spec.endpoint ?? 'the address of endpoint='}.`,
    `The Secret "${alibaba.bootstrapSecret ?? ''}" in the namespace "${spec.namespace}" holds what a machine runs first to join it, under the key "value".`,
    `The kubeconfig of the control plane is in the Secret "${spec.name}-kubeconfig" of the same namespace.`,
    'The controller of openshift-capi-alicloud runs in the management cluster with its own credentials.',
    ...addonPrerequisites(spec, cniAddons(spec)),
  ],
};

function endpointOf({ endpoint }: ClusterSpec): { readonly host: string; readonly port: number } | undefined {
  return endpoint === undefined ? undefined : { host: endpoint, port: 6443 };
}

function poolParts(spec: ClusterSpec, settings: AlibabaSettings, pool: WorkerPool): readonly Part[] {
  const machines = machineTemplatePart(spec, {
    stem: pool.name,
    apiVersion,
    kind: 'AlibabaCloudMachineTemplate',
    machine: {
      regionID: spec.region,
      zoneID: settings.zone,
      instanceType: pool.machineType,
      imageID: settings.image ?? '',
      vSwitchID: settings.vSwitch ?? '',
      securityGroupIDs: settings.securityGroup === undefined ? [] : [settings.securityGroup],
      ramRoleName: settings.ramRole ?? '',
      systemDisk: { category: 'cloud_essd', size: 120, encrypted: true },
      metadataOptions: { httpTokens: 'required' },
    },
    comments: { ramRoleName: 'Machines act by a role: no credential stands on them.' },
  });
  return [
    machineDeploymentPart(spec, pool, machines, { dataSecretName: settings.bootstrapSecret ?? '' }),
    machines,
    workerHealthCheckPart(spec, pool),
  ];
}
