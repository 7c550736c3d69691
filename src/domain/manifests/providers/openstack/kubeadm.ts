import { overlap } from '../../../cluster/cidr.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { fault } from '../../../finding.ts';
import { cniAddons, cniIngress } from '../../addons/cni.ts';
import { type Addon, addonPrerequisites, secretSetPart } from '../../addons/install.ts';
import { charts, openstackCloudController } from '../../addons/versions.ts';
import { addonGroup } from '../../core/groups.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { type Json, type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';
import type { OpenStackSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = {
  nodeRegistration: {
    name: '{{ local_hostname }}',
    kubeletExtraArgs: [
      { name: 'cloud-provider', value: 'external' },
      { name: 'provider-id', value: 'openstack:///{{ instance_id }}' },
    ],
  },
  nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
};

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: { controllerManager: { extraArgs: external } },
};

/** Servers of an OpenStack with a kubeadm control plane. Field names: Cluster API Provider OpenStack v0.14. */
export const openstackKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'servers with a kubeadm control plane behind an Octavia load balancer',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 35],
  check: (spec, { providers: { openstack } }) => [
    ...missingSettings('openstack', [
      {
        key: 'image',
        given: openstack.image,
        what: 'the machine image, which has to be built for each version of Kubernetes',
        example: 'ubuntu-2404-kube-v1.34.3',
      },
    ]),
    ...[spec.network.pods, spec.network.services]
      .filter((network) => overlap(network, openstack.nodeCidr))
      .map((network) =>
        fault(
          'cluster/network-invalid',
          `The network ${network} overlaps with that of the machines, ${openstack.nodeCidr} (providers.openstack.nodeCidr).`,
        ),
      ),
  ],
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'OpenStackCluster',
      machines: 'OpenStackMachineTemplate',
      addons: addons(spec).length,
      healthChecks: true,
      further: spec.addons === 'external' ? [] : [{ group: addonGroup, kind: 'ClusterResourceSet' }],
    }),
  parts: (spec, { providers: { openstack } }) =>
    kubeadmParts(spec, {
      infrastructure: openstackClusterPart(spec, openstack),
      machines: (stem, flavor) => machineTemplate(spec, openstack, stem, flavor),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: addons(spec),
      healthChecks: true,
      further:
        spec.addons === 'external'
          ? []
          : [
              secretSetPart(
                spec,
                'cloud-config',
                openstack.cloudConfig,
                'Credentials of the cloud controller, by reference.',
              ),
            ],
    }),
  prerequisites: (spec, { providers: { openstack } }) => [
    `The Secret "${openstack.identity.name}" in the namespace "${spec.namespace}" holds a clouds.yaml with the cloud "${openstack.identity.cloudName}".`,
    `The Secret "${openstack.cloudConfig}" of type addons.cluster.x-k8s.io/resource-set in the same namespace holds a Secret "cloud-config" for kube-system, with a cloud.conf.`,
    `The image "${openstack.image ?? ''}" holds Kubernetes ${spec.kubernetesVersion}, and the flavours of the machines exist in ${spec.region}.`,
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

function addons(spec: ClusterSpec): readonly Addon[] {
  const secret: JsonObject = { enabled: true, create: false, name: 'cloud-config' };
  return [
    ...cniAddons(spec),
    {
      suffix: 'ccm',
      chart: openstackCloudController(spec.kubernetesVersion),
      values: { secret, cluster: { name: spec.name } },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    {
      suffix: 'cinder-csi',
      chart: charts.openstackCinderCsi,
      values: { secret: { ...secret, filename: 'cloud.conf' }, clusterID: spec.name },
      comment: 'Persistent volumes.',
    },
  ];
}

function openstackClusterPart(spec: ClusterSpec, settings: OpenStackSettings): Part {
  const rules = cniIngress(spec).map(
    ({ description, protocol, fromPort, toPort }): JsonObject => ({
      name: description,
      description,
      direction: 'ingress',
      etherType: 'IPv4',
      protocol,
      ...(protocol === 'icmp' ? {} : { portRangeMin: fromPort, portRangeMax: toPort }),
      remoteManagedGroups: ['controlplane', 'worker'],
    }),
  );
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'OpenStackCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        identityRef: {
          type: 'Secret',
          name: settings.identity.name,
          cloudName: settings.identity.cloudName,
          region: spec.region,
        },
        apiServerLoadBalancer: { enabled: true },
        externalNetwork: settings.externalNetworkId === undefined ? undefined : { id: settings.externalNetworkId },
        managedSubnets: [{ cidr: settings.nodeCidr, dnsNameservers: settings.dnsServers }],
        managedSecurityGroups: {
          allowAllInClusterTraffic: false,
          allNodesSecurityGroupRules: rules.length === 0 ? undefined : rules,
        },
      },
    },
    comments: {
      'spec/identityRef': 'The OpenStack project by reference: no credential stands in Git.',
      'spec/managedSecurityGroups/allNodesSecurityGroupRules': 'What the pod network passes between machines.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: OpenStackSettings, stem: string, flavor: string): Part {
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'OpenStackMachineTemplate',
    machine: { flavor, image: { filter: { name: settings.image ?? '' } }, sshKeyName: settings.sshKeyName },
    comments: { image: 'Found by its name in the project.' },
  });
}
