import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { azureAddons } from '../../addons/azure.ts';
import { cniAddons } from '../../addons/cni.ts';
import { type Addon, addonPrerequisites } from '../../addons/install.ts';
import { infrastructureGroup } from '../../core/groups.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { kubeadmKinds, kubeadmParts } from '../../core/kubeadm-cluster.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import { type Json, metadata, type Part } from '../../manifest.ts';
import type { Flavor } from '../../provider.ts';
import { missingSettings } from '../missing-settings.ts';
import { identityName, identityParts, missingIdentity } from './identity.ts';
import type { AzureSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];
const etcdDisk = '/dev/disk/azure/scsi1/lun0';

/** Azure machines with a kubeadm control plane. Field names: Cluster API Provider Azure v1.26. */
export const azureKubeadm: Flavor = {
  id: 'kubeadm',
  summary: 'virtual machines with a kubeadm control plane',
  managedControlPlane: false,
  cnis: ['cilium', 'calico'],
  // The longest that Azure sees is "<name>-control-plane-<hash>-<five>_etcddisk", of which a disk may have 80 characters;
  // a host name may have 63, and Cluster API shortens it to that.
  longestName: 40,
  leastWorkers: 0,
  minors: [31, 36],
  check,
  expects: (spec, { providers: { azure } }) =>
    kubeadmKinds(spec, {
      infrastructure: 'AzureCluster',
      machines: 'AzureMachineTemplate',
      addons: addons(spec).length,
      healthChecks: true,
      further:
        azure.identity.existing === undefined ? [{ group: infrastructureGroup, kind: 'AzureClusterIdentity' }] : [],
    }),
  parts: (spec, { providers: { azure } }) =>
    kubeadmParts(spec, {
      infrastructure: azureClusterPart(spec, azure),
      machines: (stem, vmSize) => machineTemplate(spec, azure, stem, vmSize),
      controlPlane: controlPlaneNeeds,
      worker: workerNeeds,
      addons: addons(spec),
      healthChecks: true,
      further: identityParts(spec, azure),
    }),
  prerequisites: (spec, { providers: { azure } }) => [
    identityPrerequisite(spec, azure),
    `The user-assigned identity ${azure.machineIdentity ?? 'of providers.azure.machineIdentity'} exists and may manage networks, disks and load balancers: the machines act by it.`,
    `Cluster API Provider Azure publishes an image for Kubernetes ${spec.kubernetesVersion}.`,
    ...addonPrerequisites(spec, addons(spec)),
  ],
};

function check(
  _spec: ClusterSpec,
  { providers: { azure } }: Parameters<NonNullable<Flavor['check']>>[1],
): readonly Finding[] {
  return [
    ...missingSettings('azure', [
      {
        key: 'subscriptionId',
        given: azure.subscriptionId,
        what: 'the subscription that clusters are made in',
        example: '00000000-0000-0000-0000-000000000000',
      },
      {
        key: 'machineIdentity',
        given: azure.machineIdentity,
        what: 'the identity by which machines act',
        example:
          '/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>',
      },
    ]),
    ...missingIdentity(azure),
  ];
}

function addons(spec: ClusterSpec): readonly Addon[] {
  return [...cniAddons(spec), ...azureAddons(spec)];
}

function identityPrerequisite(spec: ClusterSpec, { identity }: AzureSettings): string {
  if (identity.existing !== undefined) {
    return `The AzureClusterIdentity "${identity.existing}" exists in the namespace "${spec.namespace}" and allows it.`;
  }
  if (identity.type === 'ServicePrincipal') {
    const secret = identity.clientSecret;
    return `The Secret "${secret?.name ?? ''}" in the namespace "${secret?.namespace ?? ''}" holds the secret of the service principal ${identity.clientId ?? ''}.`;
  }
  return `The identity ${identity.clientId ?? 'of providers.azure.identity.clientId'} is federated with the management cluster and may contribute to the subscription.`;
}

function azureClusterPart(spec: ClusterSpec, settings: AzureSettings): Part {
  return {
    file: 'cluster',
    manifest: {
      apiVersion,
      kind: 'AzureCluster',
      metadata: metadata(spec, spec.name, 'infrastructure'),
      spec: {
        location: spec.region,
        subscriptionID: settings.subscriptionId ?? '',
        resourceGroup: spec.name,
        identityRef: {
          apiVersion,
          kind: 'AzureClusterIdentity',
          name: identityName(spec, settings),
          namespace: spec.namespace,
        },
        networkSpec: {
          vnet: { name: `${spec.name}-vnet`, cidrBlocks: ['10.0.0.0/16'] },
          subnets: [
            { name: 'control-plane-subnet', role: 'control-plane', cidrBlocks: ['10.0.0.0/24'] },
            {
              name: 'node-subnet',
              role: 'node',
              cidrBlocks: ['10.0.1.0/24'],
              natGateway: { name: 'node-natgateway' },
            },
          ],
        },
      },
    },
    comments: {
      'spec/resourceGroup': 'A group of its own: Cluster API deletes it with the cluster.',
      'spec/identityRef': 'The Azure account by reference: no credential stands in Git.',
      'spec/networkSpec/subnets/1/natGateway': 'The way of the workers to the internet.',
    },
  };
}

function machineTemplate(spec: ClusterSpec, settings: AzureSettings, stem: string, vmSize: string): Part {
  const controlPlane = stem === 'control-plane';
  return machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'AzureMachineTemplate',
    machine: {
      vmSize,
      identity: 'UserAssigned',
      userAssignedIdentities: [{ providerID: settings.machineIdentity ?? '' }],
      osDisk: { osType: 'Linux', diskSizeGB: 128, managedDisk: { storageAccountType: 'Premium_LRS' } },
      dataDisks: controlPlane ? [{ nameSuffix: 'etcddisk', diskSizeGB: 256, lun: 0 }] : undefined,
      sshPublicKey: settings.sshPublicKey ?? '',
    },
    comments: {
      userAssignedIdentities: 'The cloud controller and the disk driver act by it.',
      dataDisks: 'etcd has a disk of its own; its size decides how fast it is.',
      sshPublicKey: settings.sshPublicKey === undefined ? 'Empty: a key that nobody has.' : 'Base64 of the public key.',
    },
  });
}

/** The provider writes a Secret for each machine template, from which the cloud controller on the machine reads its settings. */
function workerNeeds(template: Part): KubeadmNeeds {
  return needs(template, 'worker-node-azure.json');
}

function controlPlaneNeeds(template: Part): KubeadmNeeds {
  const { further, ...rest } = needs(template, 'control-plane-azure.json');
  return {
    ...rest,
    clusterConfiguration: {
      controllerManager: { extraArgs: external },
      etcd: { local: { dataDir: '/var/lib/etcddisk/etcd' } },
    },
    further: {
      ...further,
      diskSetup: {
        partitions: [{ device: etcdDisk, layout: true, overwrite: false, tableType: 'gpt' }],
        filesystems: [
          {
            device: etcdDisk,
            filesystem: 'ext4',
            label: 'etcd_disk',
            extraOpts: ['-E', 'lazy_itable_init=1,lazy_journal_init=1'],
          },
        ],
      },
      mounts: [['LABEL=etcd_disk', '/var/lib/etcddisk']],
    },
  };
}

function needs(template: Part, key: string): KubeadmNeeds {
  return {
    nodeRegistration: { name: '{{ ds.meta_data["local_hostname"] }}', kubeletExtraArgs: external },
    nodeComments: { name: 'Filled in by cloud-init on the machine: the cloud controller finds nodes by this name.' },
    further: {
      files: [
        {
          path: '/etc/kubernetes/azure.json',
          owner: 'root:root',
          permissions: '0644',
          contentFrom: { secret: { name: `${template.manifest.metadata.name}-azure-json`, key } },
        },
      ],
    },
  };
}
