import { eksImage } from '../../manifests/providers/aws/machine-types.ts';
import { diskType } from '../../manifests/providers/azure/machines.ts';
import { bootDisk } from '../../manifests/providers/gcp/machine-types.ts';
import { parseMachineSize } from '../../manifests/providers/machine-size.ts';
import { integerAt, type Located, textAt } from '../../manifests/source/located.ts';

/** Values of a machine's spec, by their keys joined with dots. */
type Fields = Readonly<Record<string, string | number>>;

/** What the machine type decides in a machine template of some kind. */
export interface MachineFields {
  /** Those that say the type itself, and those that `/create-cluster` chooses by it. */
  readonly says: (type: string) => Fields;
  readonly chosen?: (type: string) => Fields;
  /** The type that the spec of a machine says. */
  readonly read: (machine: Located | undefined) => string | undefined;
}

const named = (field: string, chosen?: MachineFields['chosen']): MachineFields => ({
  says: (type) => ({ [field]: type }),
  read: (machine) => textAt(machine, field),
  ...(chosen === undefined ? {} : { chosen }),
});

/** A machine whose size is spelled out, in the form `4cpu-16gb-60gb`. */
function sized(processors: string, memoryMiB: string, diskGiB: string): MachineFields {
  return {
    says: (type) => {
      const size = parseMachineSize(type);
      return size === undefined
        ? {}
        : { [processors]: size.processors, [memoryMiB]: size.memoryMiB, [diskGiB]: size.diskGiB };
    },
    read: (machine) => {
      const [cpus, memory, disk] = [processors, memoryMiB, diskGiB].map((each) =>
        integerAt(machine, ...each.split('.')),
      );
      if (cpus === undefined || memory === undefined || disk === undefined) return undefined;
      return `${cpus}cpu-${memory / 1024}gb-${disk}gb`;
    },
  };
}

/** By the kind of the template. Source: the schemas of the providers' releases. */
const kinds: Readonly<Record<string, MachineFields>> = {
  AWSMachineTemplate: named('instanceType', (type) => ({ 'ami.eksLookupType': eksImage(type) })),
  GCPMachineTemplate: named('instanceType', (type) => ({ rootDeviceType: bootDisk(type) })),
  AzureMachineTemplate: named('vmSize', (type) => ({
    'osDisk.managedDisk.storageAccountType': diskType(type),
    'dataDisks.managedDisk.storageAccountType': diskType(type),
  })),
  HCloudMachineTemplate: named('type'),
  OpenStackMachineTemplate: named('flavor'),
  VSphereMachineTemplate: sized('numCPUs', 'memoryMiB', 'diskGiB'),
  ProxmoxMachineTemplate: sized('numCores', 'memoryMiB', 'disks.bootVolume.sizeGb'),
  AlibabaCloudMachineTemplate: named('instanceType'),
};

/** Undefined for machines that have no type, and for kinds that are not known here. */
export const machineFields = (kind: string | undefined): MachineFields | undefined => kinds[kind ?? ''];

/** Objects that make all machines of a pool and roll them when they change: the mapping that says the type, and its key there. */
const groups: Readonly<Record<string, { readonly holder: readonly string[]; readonly key: string }>> = {
  AWSMachinePool: { holder: ['spec', 'awsLaunchTemplate'], key: 'instanceType' },
  AzureMachinePool: { holder: ['spec', 'template'], key: 'vmSize' },
};

/** Where an object that makes the machines of a pool says their type; undefined for kinds that are not known here. */
export const groupType = (kind: string | undefined) => groups[kind ?? ''];

/** Pools whose machines a provider's own service makes, and cannot make another type of: by flavour, and by kind. */
const fixed: Readonly<Record<string, string>> = {
  eks: 'a node group of EKS',
  AWSManagedMachinePool: 'a node group of EKS',
  gke: 'a node pool of GKE',
  GCPManagedMachinePool: 'a node pool of GKE',
  aks: 'an agent pool of AKS',
  AzureASOManagedMachinePool: 'an agent pool of AKS',
  AzureManagedMachinePool: 'an agent pool of AKS',
};

/** What a pool is, where its machine type is fixed: told by the flavour of the cluster, or the kind of the pool's object. */
export const fixedPool = (flavorOrKind: string | undefined): string | undefined => fixed[flavorOrKind ?? ''];
