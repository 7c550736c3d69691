import type { ClusterSpec } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { addonKinds, addonParts, addonPrerequisites } from '../../addons/install.ts';
import { clusterPart, controlPlaneName } from '../../core/cluster.ts';
import { controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { fillIn } from '../machine-image.ts';
import { missingSettings } from '../missing-settings.ts';
import { inRegion } from '../per-region.ts';
import { poolParts } from './machines.ts';

/** Workers on Alibaba Cloud of a control plane that is there already. Field names: openshift-capi-alicloud v0.1. */
export const alibabaExternal: Flavor = {
  id: 'external',
  summary: 'ECS machines that join a control plane which is there already',
  managedControlPlane: true,
  cnis: ['managed'],
  // A machine's name becomes the instance's and its host name, 64 characters, to which Cluster API shortens.
  longestName: 40,
  leastWorkers: 0,
  // What a machine runs first comes from a Secret that is there already: the kubelet is told nothing.
  pools: { ...ofMachineDeployments, marks: false },
  minors: [31, 36],
  needsEndpoint: true,
  check: (spec, { providers }) => {
    const { image, vSwitch, securityGroup, ramRole } = inRegion(providers.alibaba, spec.region);
    return missingSettings('alibaba', [
      { key: 'image', given: image, what: 'the machine image', example: 'm-bp1abcdefghijklmnop' },
      { key: 'vSwitch', given: vSwitch, what: 'the vSwitch of the machines', example: 'vsw-bp1abcdefghijklm' },
      {
        key: 'securityGroup',
        given: securityGroup,
        what: 'the security group of the machines',
        example: 'sg-bp1abcdefghijklmn',
      },
      { key: 'ramRole', given: ramRole, what: 'the RAM role by which machines act', example: 'clusters-node' },
    ]);
  },
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
  parts: (spec, { providers }) => {
    const settings = inRegion(providers.alibaba, spec.region);
    return [
      clusterPart(spec, {
        infrastructure: 'AlibabaCloudCluster',
        controlPlane: { apiGroup: controlPlaneGroup, kind: 'AlibabaCloudControlPlane', name: controlPlaneName(spec) },
      }),
      infrastructurePart(spec),
      controlPlanePart(spec),
      ...spec.pools.flatMap((pool) => poolParts(spec, settings, pool)),
      ...addonParts(spec, cniAddons(spec)),
    ];
  },
  prerequisites: (spec, { providers }) => {
    const { bootstrapSecret, image, ramRole } = inRegion(providers.alibaba, spec.region);
    return [
      `A control plane with Kubernetes ${spec.kubernetesVersion} answers at ${spec.endpoint ?? 'the address of endpoint='}, port 6443, and machines of the vSwitch reach it.`,
      `The Secret "${fillIn(bootstrapSecret, spec)}" in the namespace "${spec.namespace}" holds what a machine runs first to join it (Ignition or cloud-init), under the key "value".`,
      `The kubeconfig of the control plane is in the Secret "${spec.name}-kubeconfig" of the same namespace, under the key "value".`,
      `The image "${image ?? '<providers.alibaba.image>'}" holds what that expects, and the RAM role "${ramRole ?? '<providers.alibaba.ramRole>'}" exists.`,
      'The controller of openshift-capi-alicloud runs in the management cluster with its own credentials.',
      ...addonPrerequisites(spec, cniAddons(spec)),
    ];
  },
};

function infrastructurePart(spec: ClusterSpec): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion: `${infrastructureGroup}/v1beta1`,
      kind: 'AlibabaCloudCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: { region: spec.region, controlPlaneEndpoint: endpointOf(spec) },
    },
    comments: { 'spec/controlPlaneEndpoint': 'Of the control plane that is there already.' },
  };
}

function controlPlanePart(spec: ClusterSpec): Part {
  return {
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
  };
}

function endpointOf({ endpoint }: ClusterSpec): { readonly host: string; readonly port: number } | undefined {
  return endpoint === undefined ? undefined : { host: endpoint, port: 6443 };
}
