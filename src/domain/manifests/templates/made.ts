import { clusterRows } from '../../cluster/rows.ts';
import { type ClusterSpec, type MadeByTemplate, workersIn } from '../../cluster/spec.ts';
import type { RenderedTemplate } from './render-template.ts';

/**
 * How many machines the files of a template ask for. Where they leave a number to the controllers, it is the one that was asked for;
 * machines of a control plane that a service runs are nobody's to count.
 */
export function madeBy(
  rendered: RenderedTemplate,
  { controlPlane, pools }: ClusterSpec,
  clustersFolder: string,
): MadeByTemplate {
  const [row] = clusterRows([rendered.file], clustersFolder);
  const has = (kind: RegExp): boolean => rendered.objects.some((object) => kind.test(object.kind));
  const open = has(/^Machine(Deployment|Pool|Set)$/) || hasTopology(rendered);
  const workers = row?.workers ?? (open ? workersIn(pools) : 0);
  const replicas = row?.controlPlane ?? (has(/^(?:ROSA|\w*Managed)\w*ControlPlane$/) ? 0 : controlPlane.replicas);
  const [{ name, machineType } = { name: 'workers', machineType: '' }] = pools;
  return {
    controlPlane: { ...controlPlane, replicas },
    pools: workers === 0 ? [] : [{ name, replicas: workers, machineType }],
    mostWorkers: row?.mostWorkers ?? workers,
  };
}

export const hasTopology = ({ file }: Pick<RenderedTemplate, 'file'>): boolean => /^ +topology:/m.test(file.content);
