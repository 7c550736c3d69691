import { overlap } from '../../../cluster/cidr.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { fault } from '../../../finding.ts';
import { cniIngress } from '../../addons/cni.ts';
import { addonPrerequisites, secretSetPart } from '../../addons/install.ts';
import { openstackAddons } from '../../addons/openstack.ts';
import { addonGroup } from '../../core/groups.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type Json, type JsonObject, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { checkImageVersion, fillIn } from '../machine-image.ts';
import { missingSettings } from '../missing-settings.ts';
import { inRegion } from '../per-region.ts';
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
  // The host name of a server ends at 63 characters.
  longestName: 40,
  leastWorkers: 0,
  pools: { ...ofMachineDeployments, zones: 'one' },
  minors: [31, 36],
  check: (spec, { providers }) => {
    const { image, nodeCidr } = inRegion(providers.openstack, spec.region);
    return [
      ...missingSettings('openstack', [
        {
          key: 'image',
          given: image,
          what: 'the machine image, which has to be built for each version of Kubernetes',
          example: 'ubuntu-2404-kube-v{version}',
        },
      ]),
      ...checkImageVersion('openstack', 'image', image, spec),
      ...[spec.network.pods, spec.network.services]
        .filter((network) => overlap(network, nodeCidr))
        .map((network) =>
          fault(
            'cluster/network-invalid',
            `The network ${network} overlaps with that of the machines, ${nodeCidr} (providers.openstack.nodeCidr).`,
          ),
        ),
    ];
  },
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'OpenStackCluster',
      machines: 'OpenStackMachineTemplate',
      addons: openstackAddons(spec).length,
      healthChecks: true,
      further: spec.addons === 'external' ? [] : [{ group: addonGroup, kind: 'ClusterResourceSet' }],
    }),
  parts: (spec, { providers }) => {
    const settings = inRegion(providers.openstack, spec.region);
    return kubeadmParts(spec, {
      infrastructure: openstackClusterPart(spec, settings),
      machines: (stem, flavor) => machineTemplate(spec, settings, stem, flavor),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: openstackAddons(spec),
      healthChecks: true,
      further:
        spec.addons === 'external'
          ? []
          : [
              secretSetPart(
                spec,
                'cloud-config',
                settings.cloudConfig,
                'Credentials of the cloud controller and of the driver of volumes, by reference.',
              ),
            ],
    });
  },
  prerequisites: (spec, { providers }) => {
    const settings = inRegion(providers.openstack, spec.region);
    const { identity, cloudConfig, image = '<providers.openstack.image>' } = settings;
    return [
      `The Secret "${identity.name}" in the namespace "${spec.namespace}" holds a clouds.yaml with the cloud "${identity.cloudName}".`,
      ...(spec.addons === 'external'
        ? []
        : [
            `The Secret "${cloudConfig}" of type addons.cluster.x-k8s.io/resource-set in the same namespace holds a Secret "cloud-config" for kube-system, with a cloud.conf for the region ${regionOf(spec, settings)}.`,
          ]),
      `The image "${fillIn(image, spec)}" holds Kubernetes ${spec.kubernetesVersion}, and the flavors of the machines exist in ${regionOf(spec, settings)}.`,
      'The project has Octavia, the load balancer of OpenStack.',
      ...addonPrerequisites(spec, openstackAddons(spec)),
    ];
  },
};

/** What OpenStack calls the region. */
function regionOf({ region }: ClusterSpec, { name }: OpenStackSettings): string {
  return name ?? region;
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
          region: regionOf(spec, settings),
        },
        apiServerLoadBalancer: { enabled: true, provider: settings.loadBalancerProvider },
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
      'spec/managedSubnets': 'A network, a subnet and a router are made for the cluster alone.',
      'spec/managedSecurityGroups/allNodesSecurityGroupRules': 'What the pod network passes between machines.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: OpenStackSettings, stem: string, flavor: string): Part {
  const { image = '', rootVolume, sshKeyName } = settings;
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'OpenStackMachineTemplate',
    machine: {
      flavor,
      image: { filter: { name: fillIn(image, spec) } },
      rootVolume: rootVolume === undefined ? undefined : { ...rootVolume },
      sshKeyName,
    },
    comments: {
      image: 'Found by its name, of which the project must see one only.',
      rootVolume: 'A volume of Cinder, which outlives the host, in place of the disk of the flavor.',
    },
  });
}
