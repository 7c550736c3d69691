import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { cniAddons } from '../../addons/cni.ts';
import { gcpCloudControllerKinds, gcpCloudControllerParts } from '../../addons/gcp.ts';
import { addonPrerequisites } from '../../addons/install.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { ofMachineDeployments } from '../../core/pool-abilities.ts';
import { type Json, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';
import { gcpClassVariables } from './class-variables.ts';
import { bootDisk } from './machine-types.ts';
import type { GcpSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];

const workerNeeds: KubeadmNeeds = {
  nodeRegistration: { name: '{{ ds.meta_data.local_hostname.split(".")[0] }}', kubeletExtraArgs: external },
  nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
};

const controlPlaneNeeds: KubeadmNeeds = {
  ...workerNeeds,
  clusterConfiguration: { controllerManager: { extraArgs: external } },
};

/** Compute Engine machines with a kubeadm control plane. Field names: Cluster API Provider GCP v1.12. */
export const gcpKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'Compute Engine machines with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  longestName: 40,
  leastWorkers: 0,
  pools: { ...ofMachineDeployments, zones: 'one', spot: true },
  minors: [31, 36],
  check: (_spec, { providers: { gcp } }) =>
    missingSettings('gcp', [
      { key: 'project', given: gcp.project, what: 'the project that clusters are made in', example: 'acme-clusters' },
      {
        key: 'image',
        given: gcp.image,
        what: 'the machine image, which has to be built for each version of Kubernetes',
        example: 'projects/acme-images/global/images/family/capi-ubuntu-2404-k8s-v1-34',
      },
    ]),
  expects: (spec) =>
    kubeadmKinds(spec, {
      infrastructure: 'GCPCluster',
      machines: 'GCPMachineTemplate',
      addons: cniAddons(spec).length,
      healthChecks: true,
      further: gcpCloudControllerKinds(spec),
    }),
  parts: (spec, { providers: { gcp } }) =>
    kubeadmParts(spec, {
      infrastructure: gcpClusterPart(spec, gcp, 'GCPCluster'),
      machines: (stem, instanceType, pool) => machineTemplate(spec, gcp, stem, instanceType, pool),
      controlPlane: () => controlPlaneNeeds,
      worker: () => workerNeeds,
      addons: cniAddons(spec),
      healthChecks: true,
      further: gcpCloudControllerParts(spec, gcp),
    }),
  classVariables: gcpClassVariables,
  prerequisites: (spec, { providers: { gcp } }) => [
    ...credentials(gcp),
    `The network "${gcp.network}" exists in the project, with ${gcp.subnet === undefined ? 'a subnet' : `the subnet "${gcp.subnet}"`} and a Cloud NAT or another way to the internet in ${spec.region}.`,
    'The service account of the machines may manage networks, firewalls and load balancers: the cloud controller uses it.',
    `The machine image is built for Kubernetes ${spec.kubernetesVersion} (image-builder, images/capi).`,
    ...addonPrerequisites(spec, cniAddons(spec)),
  ],
};

/** What both flavours need to be allowed to work. */
export function credentials({ credentials: secret, project }: GcpSettings): readonly string[] {
  const where = project === undefined ? 'the project' : `the project "${project}"`;
  return [
    secret === undefined
      ? `The provider's own credentials in the management cluster may make networks, machines and load balancers in ${where}.`
      : `The Secret "${secret.name}" in the namespace "${secret.namespace}" holds credentials for ${where}.`,
  ];
}

/** The infrastructure object of both flavours: they differ in their kind only. */
export function gcpClusterPart(
  spec: ClusterSpec,
  settings: GcpSettings,
  kind: 'GCPCluster' | 'GCPManagedCluster',
): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind,
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        project: settings.project ?? '',
        region: spec.region,
        credentialsRef: settings.credentials && { ...settings.credentials },
        network: { name: settings.network },
        additionalLabels: { 'clusterops-cluster': spec.name },
      },
    },
    comments: {
      'spec/credentialsRef': 'Credentials by reference: none stands in Git.',
      'spec/additionalLabels': 'On everything that costs, so that a bill can be read by cluster.',
    },
  };
}

function machineTemplate(
  spec: ClusterSpec,
  settings: GcpSettings,
  stem: string,
  instanceType: string,
  pool?: WorkerPool,
): Part {
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'GCPMachineTemplate',
    machine: {
      instanceType,
      provisioningModel: pool?.spot === true ? 'Spot' : undefined,
      image: settings.image ?? '',
      subnet: settings.subnet,
      rootDeviceSize: 50,
      rootDeviceType: bootDisk(instanceType),
      shieldedInstanceConfig: {
        secureBoot: 'Enabled',
        virtualizedTrustedPlatformModule: 'Enabled',
        integrityMonitoring: 'Enabled',
      },
      serviceAccounts: settings.serviceAccount && {
        email: settings.serviceAccount,
        scopes: ['https://www.googleapis.com/auth/cloud-platform'],
      },
    },
    comments: {
      image: 'Google publishes none with Kubernetes: it is built by you.',
      rootDeviceType: 'etcd and container images want a disk that answers fast.',
      shieldedInstanceConfig: 'The machine starts only what its image was signed for.',
    },
  });
}
