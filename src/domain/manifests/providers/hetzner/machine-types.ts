import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import type { MachineRole } from '../../provider.ts';
import { noSuchType, unknownType } from '../machine-type.ts';
import { europeanLocations } from './regions.ts';

/**
 * Server types that can be ordered, as of August 2026: shared Intel (`cx`), shared AMD (`cpx`, of which the first generation is
 * left outside Europe only), shared ARM (`cax`), dedicated AMD (`ccx`).
 */
const types: readonly string[] = [
  ...words('cx23 cx33 cx43 cx53 cpx11 cpx21 cpx31 cpx41 cpx51 cpx12 cpx22 cpx32 cpx42 cpx52 cpx62'),
  ...words('cax11 cax21 cax31 cax41 ccx13 ccx23 ccx33 ccx43 ccx53 ccx63'),
];
const example = 'ccx23';

/** Whether a type has the form of a Hetzner server type, with what was probably meant when it has not. */
export function checkHetznerMachineType(type: string, role: MachineRole): readonly Finding[] {
  if (!/^c(?:ax|cx|px|x)\d{2}$/.test(type)) {
    return [noSuchType(`Hetzner Cloud has no server type "${type}".`, example, didYouMean(type, types))];
  }
  if (role === 'control plane' && type === 'cx11') {
    const message = `The server type "${type}" is too small for a control plane: kubeadm needs two processors and 1,700 MB.`;
    return [noSuchType(message, example, 'cx23')];
  }
  return types.includes(type) ? [] : [unknownType(type, types)];
}

/** Server types that a cluster asks for in a location that is not known to have them. */
export function checkLocation({ region, controlPlane, pools }: ClusterSpec): readonly Finding[] {
  if (europeanLocations.includes(region)) return [];
  const asked = new Set([controlPlane.machineType, ...pools.map(({ machineType }) => machineType)]);
  return [...asked]
    .filter((type) => /^c(?:ax|x)\d/.test(type))
    .map((type) => ({
      code: 'cluster/machine-type-invalid',
      severity: 'warning',
      message: `The server type "${type}" is offered in ${europeanLocations.join(', ')}, and is not known to be in ${region}.`,
      cure: `Use a cpx or ccx type such as ${example} if it is not.`,
    }));
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
