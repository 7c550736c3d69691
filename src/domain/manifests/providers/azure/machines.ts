import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import type { KubeadmNeeds } from '../../core/kubeadm.ts';
import { machineTemplatePart } from '../../core/machines.ts';
import type { Json, Part } from '../../manifest.ts';
import { takesPremiumDisks } from './machine-types.ts';
import type { AzureSettings } from './settings.ts';

const apiVersion = 'infrastructure.cluster.x-k8s.io/v1beta1';
const external: Json = [{ name: 'cloud-provider', value: 'external' }];
const etcdDisk = '/dev/disk/azure/scsi1/lun0';

/** Virtual machines of the control plane (`control-plane`) or of a pool (its name). */
export function azureMachineTemplatePart(
  spec: ClusterSpec,
  settings: AzureSettings,
  stem: string,
  vmSize: string,
  pool?: WorkerPool,
): Part {
  const managedDisk = { storageAccountType: diskType(vmSize) };
  const etcd = { nameSuffix: 'etcddisk', diskSizeGB: 256, lun: 0, cachingType: 'None', managedDisk };
  const part = machineTemplatePart(spec, {
    stem,
    apiVersion,
    kind: 'AzureMachineTemplate',
    machine: {
      vmSize,
      // Deleted when Azure needs them: machines that are only stopped would count, and never come back.
      spotVMOptions: pool?.spot === true ? { evictionPolicy: 'Delete' } : undefined,
      identity: 'UserAssigned',
      userAssignedIdentities: [{ providerID: settings.machineIdentity ?? '' }],
      osDisk: { osType: 'Linux', diskSizeGB: 128, managedDisk },
      dataDisks: stem === 'control-plane' ? [etcd] : undefined,
      sshPublicKey: settings.sshPublicKey,
    },
    comments: {
      userAssignedIdentities: 'The cloud controller and the disk driver act by it.',
      dataDisks: 'etcd has a disk of its own; its size decides how fast it is.',
      'dataDisks/0/cachingType': 'etcd writes and seldom reads: a cache would only be in the way.',
      sshPublicKey: 'Base64 of the public key.',
    },
  });
  if (settings.sshPublicKey !== undefined) return part;
  // Written empty, the provider's webhook would make another key at each apply, and refuse it: templates are immutable.
  return { ...part, comment: 'Without sshPublicKey: the provider makes a key that nobody has.' };
}

/** The fastest kind of disk that machines of a size take. */
export function diskType(vmSize: string): 'Premium_LRS' | 'StandardSSD_LRS' {
  return takesPremiumDisks(vmSize) ? 'Premium_LRS' : 'StandardSSD_LRS';
}

/** The provider writes a Secret for each machine template, from which the cloud controller on the machine reads its settings. */
export function workerNeeds(template: Part): KubeadmNeeds {
  return needs(template, 'worker-node-azure.json');
}

/** As `workerNeeds`, with etcd on its own disk. */
export function controlPlaneNeeds(template: Part): KubeadmNeeds {
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
