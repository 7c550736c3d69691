import type { Finding } from '../../finding.ts';
import type { MachineRole } from '../provider.ts';
import { noSuchType } from './machine-type.ts';

/** A machine of a provider that has no types: its size, spelled out. */
export interface MachineSize {
  readonly processors: number;
  readonly memoryMiB: number;
  readonly diskGiB: number;
}

const shape = /^(\d{1,3})cpu-(\d{1,4})gb-(\d{1,4})gb$/;

/** Reads `4cpu-16gb-60gb`: processors, memory, disk. */
export function parseMachineSize(type: string): MachineSize | undefined {
  const [, processors, memory, disk] = shape.exec(type) ?? [];
  if (processors === undefined || memory === undefined || disk === undefined) return undefined;
  return { processors: Number(processors), memoryMiB: Number(memory) * 1024, diskGiB: Number(disk) };
}

/** Whether a type is a size, and one that kubeadm and its images fit into. */
export function checkMachineSize(type: string, role: MachineRole, leastProcessors = 1): readonly Finding[] {
  const size = parseMachineSize(type);
  const example = '4cpu-16gb-60gb';
  if (size === undefined || size.processors < 1 || size.memoryMiB < 1024) {
    return [noSuchType(`The machine type "${type}" is not of the form processors-memory-disk.`, example)];
  }
  if (role === 'control plane' && (size.processors < 2 || size.memoryMiB < 2048)) {
    const message = `The machine type "${type}" is too small for a control plane: kubeadm needs two processors and 1,700 MB.`;
    return [noSuchType(message, '2cpu-8gb-40gb')];
  }
  if (size.processors < leastProcessors) {
    return [noSuchType(`A machine needs ${leastProcessors} processors or more; "${type}" has fewer.`, example)];
  }
  if (size.diskGiB >= 20) return [];
  return [noSuchType(`The machine type "${type}" has a disk of less than 20 GB, too small for the images.`, example)];
}
