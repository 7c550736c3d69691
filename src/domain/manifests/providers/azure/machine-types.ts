import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import type { MachineRole } from '../../provider.ts';
import { noSuchType } from '../machine-type.ts';

/** Families of virtual machines, by the letters before the number of processors. */
const families: readonly string[] = 'A B D DC DS E EC F FX G GS HB HC HX L Lsv M NC NCC ND NG NM NP NV'.split(' ');
const shape = /^(Standard|Basic)_([A-Z]{1,3})(\d{1,3})(?:-(\d{1,3}))?([a-z]{0,6})((?:_[A-Za-z0-9]{2,10}){0,3})$/;
const example = 'Standard_D4s_v5';

/** Whether a type has the form of an Azure VM size, with what was probably meant when it has not. */
export function checkAzureMachineType(type: string, role: MachineRole): readonly Finding[] {
  const [, , family, processors] = shape.exec(type) ?? [];
  if (family === undefined || processors === undefined) return [noSuchType(whyNot(type), example, corrected(type))];
  if (role === 'control plane' && Number(processors) < 2) {
    const message = `The machine type "${type}" is too small for a control plane: kubeadm needs two processors and 1,700 MB.`;
    return [noSuchType(message, example, type.replace(/(?<=^Standard_[A-Z]+)1/, '2'))];
  }
  if (families.includes(family)) return [];
  const meant = didYouMean(family, families);
  return [
    {
      code: 'cluster/machine-type-invalid',
      severity: 'warning',
      message: `The family "${family}" of virtual machines is not known here; it was taken as written.`,
      cure:
        meant === undefined
          ? 'Check the spelling.'
          : `Check the spelling; did you mean "${type.replace(family, meant)}"?`,
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
