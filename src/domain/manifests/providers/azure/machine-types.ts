import { type Finding, fault } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import type { MachineRole } from '../../provider.ts';
import { noSuchType } from '../machine-type.ts';

/** Families of virtual machines, by the letters before the number of processors. */
const families: readonly string[] = 'A B D DC DS E EC F FX G GS HB HC HX L M NC NCC ND NG NM NP NV'.split(' ');
const example = 'Standard_D4s_v5';

/** `Standard_E4-2ads_v5`: family E, four processors of which two are used, features a, d, s, generation 5. */
const shape =
  /^(?:Standard|Basic)_([A-Z]{1,3})(\d{1,4})(?:-(\d{1,3}))?([a-z]{0,7})((?:_[A-Za-z0-9]{1,16}){0,3}?)(?:_v(\d{1,2}))?(?:_Promo)?$/;

interface Size {
  readonly family: string;
  readonly processors: number;
  /** Letters of Azure's naming: `p` an ARM processor, `s` premium disks. */
  readonly features: string;
  readonly generation: number;
}

function parseSize(type: string): Size | undefined {
  const [, family, all, used, features = '', , generation = '1'] = shape.exec(type) ?? [];
  if (family === undefined) return undefined;
  return { family, processors: Number(used ?? all), features, generation: Number(generation) };
}

/** Whether a type has the form of an Azure VM size, with what was probably meant when it has not. */
export function checkAzureMachineType(type: string, role: MachineRole): readonly Finding[] {
  const size = parseSize(type);
  if (size === undefined) return [noSuchType(whyNot(type), example, corrected(type))];
  if (role === 'control plane' && size.processors < 2) {
    const message = `The machine type "${type}" is too small for a control plane: kubeadm needs two processors and 1,700 MB.`;
    return [noSuchType(message, example, type.replace(/(?<=^Standard_[A-Z]+)1(?!\d)/, '2'))];
  }
  if (families.includes(size.family)) return [];
  const meant = didYouMean(size.family, families);
  return [
    {
      code: 'cluster/machine-type-invalid',
      severity: 'warning',
      message: `The family "${size.family}" of virtual machines is not known here; it was taken as written.`,
      cure:
        meant === undefined
          ? 'Check the spelling.'
          : `Check the spelling; did you mean "${type.replace(size.family, meant)}"?`,
    },
  ];
}

/** Whether a size takes premium disks, which is what the letter "s" says; of old sizes, the family. */
export function takesPremiumDisks(type: string): boolean {
  const { family = '', features = '' } = parseSize(type) ?? {};
  return features.includes('s') || family === 'DS' || family === 'GS';
}

/** AKS runs its own pods on the system pool, and refuses machines of one processor there. */
export function checkSystemPool(type: string): readonly Finding[] {
  if ((parseSize(type)?.processors ?? 2) >= 2) return [];
  const message = `The machine type "${type}" is too small for the system pool of AKS, which needs two processors and 4 GB.`;
  return [fault('cluster/machine-type-invalid', message, { cure: `Use a machine type such as ${example}.` })];
}

/**
 * Whether a size starts the images that Cluster API Provider Azure publishes: they are for x86-64
 * (cluster-api-provider-azure #5176) and for SCSI disks (image-builder #1875), and etcd's disk is found by its SCSI path.
 */
export function checkPublishedImage(type: string, role: MachineRole): readonly Finding[] {
  const size = parseSize(type);
  if (size === undefined) return [];
  if (size.features.includes('p')) {
    const message = `The machine type "${type}" has an ARM processor, and the provider publishes images for x86-64 only.`;
    return [noSuchType(message, example, withScsiDisks(type.replace(/^(Standard_[A-Z]+[\d-]+[a-z]*?)p/, '$1')))];
  }
  const older = withScsiDisks(type);
  if (older === type) return withoutPremium(type, role);
  const message = `The machine type "${type}" has NVMe disks only, and the images that the provider publishes are made for SCSI.`;
  if (role === 'control plane') return [noSuchType(message, example, older)];
  return [
    { code: 'cluster/machine-type-invalid', severity: 'warning', message, cure: `Use ${older} if they do not start.` },
  ];
}

/** The newest generation of a size that has SCSI disks: the sixth has none, and of storage machines the fourth. */
function withScsiDisks(type: string): string {
  const newest = type.startsWith('Standard_L') ? 3 : 5;
  return type.replace(/_v(\d+)(?=$|_Promo$)/, (as, given) => (Number(given) > newest ? `_v${newest}` : as));
}

function withoutPremium(type: string, role: MachineRole): readonly Finding[] {
  if (role === 'worker' || takesPremiumDisks(type)) return [];
  return [
    {
      code: 'cluster/machine-type-invalid',
      severity: 'warning',
      message: `The machine type "${type}" takes no premium disks, and etcd will be slow on others.`,
      cure: 'Use a machine type with an "s" behind its number, such as Standard_D2s_v5.',
    },
  ];
}

function whyNot(type: string): string {
  return `The machine type "${type}" is not a size of Azure's virtual machines, such as ${example}.`;
}

/** What people write most often: the size in lower case, or without "Standard_". */
function corrected(type: string): string | undefined {
  const [, size] = /^(?:standard_)?([a-z]{1,3}\d{1,3}[a-z_0-9]*)$/i.exec(type) ?? [];
  if (size === undefined) return undefined;
  const letters = /^[a-z]+/i.exec(size)?.[0] ?? '';
  const candidate = `Standard_${letters.toUpperCase()}${size.slice(letters.length).toLowerCase()}`;
  return shape.test(candidate) ? candidate : undefined;
}
