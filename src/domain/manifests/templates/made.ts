import { clusterRows } from '../../cluster/rows.ts';
import { type MadeByTemplate, type TemplateSpec, workersIn } from '../../cluster/spec.ts';
import { hasNoMachines } from '../core/control-planes.ts';
import type { RenderedTemplate } from './render-template.ts';

/**
 * How many machines the files of a template ask for. Where they leave a number to the controllers, it is the one that was asked for;
 * a control plane that a service runs, or that is made of pods, has no machines to count.
 */
export function madeBy(
  rendered: RenderedTemplate,
  { controlPlane, pools }: TemplateSpec,
  clustersFolder: string,
): MadeByTemplate {
  const [row] = clusterRows([rendered.file], clustersFolder);
  const kinds = rendered.objects.map(({ kind }) => kind);
  const open = kinds.some((kind) => /^Machine(Deployment|Pool|Set)$/.test(kind)) || hasTopology(rendered);
  const workers = row?.workers ?? (open ? workersIn(pools) : 0);
  const replicas = kinds.some(hasNoMachines) ? 0 : (row?.controlPlane ?? controlPlane.replicas);
  const [{ name, machineType } = { name: 'workers', machineType: '' }] = pools;
  return {
    controlPlane: { ...controlPlane, replicas },
    pools: workers === 0 ? [] : [{ name, replicas: workers, machineType }],
    mostWorkers: row?.mostWorkers ?? workers,
  };
}

export const hasTopology = ({ file }: Pick<RenderedTemplate, 'file'>): boolean => /^ +topology:/m.test(file.content);
