import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import type { MachineRole } from '../../provider.ts';
import { noSuchType } from '../machine-type.ts';

/** Machine series as of August 2026. */
const series: readonly string[] =
  'a2 a3 a4 a4x c2 c2d c3 c3d c4 c4a c4d c4n e2 f1 g1 g2 g4 h3 h4d m1 m2 m3 m4 n1 n2 n2d n4 n4a n4d t2a t2d x4 z3'.split(
    ' ',
  );
const kinds: readonly string[] =
  'standard highmem highcpu ultramem megamem hypermem highgpu megagpu ultragpu edgegpu maxgpu highlssd standardlssd custom micro small medium'.split(
    ' ',
  );
const shape = /^([a-z]\d{1,2}[a-z]?)-([a-z]+)(?:-\d{1,3}g?)?(?:-\d{1,7})?(?:-(?:lssd|metal|ext|nolssd|highlssd))?$/;
const seriesShape = /^[a-z]\d{1,2}[a-z]?$/;
/** Less than the two processors that kubeadm wants. */
const tooSmall: readonly string[] = ['e2-micro', 'e2-small', 'f1-micro', 'g1-small', 'n1-standard-1'];
const example = 'n2-standard-4';

/**
 * The fastest boot disk that machines of a type can have: series of the fourth generation take Hyperdisk only, H3 takes no
 * `pd-ssd`. Source: Compute Engine, "Machine families", the disks that each series supports.
 */
export function bootDisk(type: string): 'pd-ssd' | 'pd-balanced' | 'hyperdisk-balanced' {
  if (type.startsWith('h3-')) return 'pd-balanced';
  const [, generation = '0'] = /^[a-z]{1,2}(\d{1,2})/.exec(type) ?? [];
  return Number(generation) >= 4 ? 'hyperdisk-balanced' : 'pd-ssd';
}

/** Disk of the machines of a node pool: the provider knows Persistent Disks only, so machines that take none get what GKE chooses. */
export function nodePoolDisk(type: string): 'pd-balanced' | undefined {
  return bootDisk(type) === 'hyperdisk-balanced' ? undefined : 'pd-balanced';
}

/** Whether a type has the form of a Compute Engine machine type, with what was probably meant when it has not. */
export function checkGcpMachineType(type: string, role: MachineRole): readonly Finding[] {
  const [, family, kind] = shape.exec(type) ?? [];
  if (family === undefined || kind === undefined) {
    return [noSuchType(`The machine type "${type}" is not of the form series-kind-processors.`, example)];
  }
  if (role === 'control plane' && tooSmall.includes(type)) {
    const message = `The machine type "${type}" is too small for a control plane: kubeadm needs two processors and 1,700 MB.`;
    return [noSuchType(message, example, 'e2-standard-2')];
  }
  if (!kinds.includes(kind)) {
    const meant = didYouMean(kind, kinds);
    return [
      noSuchType(
        `The machine type "${type}" has no kind "${kind}".`,
        example,
        meant && type.replace(`-${kind}`, `-${meant}`),
      ),
    ];
  }
  if (series.includes(family)) return [];
  const meant = didYouMean(family, series);
  if (!seriesShape.test(family)) return [noSuchType(`Google Cloud has no machine series "${family}".`, example)];
  return [
    {
      code: 'cluster/machine-type-invalid',
      severity: 'warning',
      message: `The machine series "${family}" is not known here; it was taken as written.`,
      cure:
        meant === undefined
          ? 'Check the spelling.'
          : `Check the spelling; did you mean "${type.replace(family, meant)}"?`,
    },
  ];
}
