import type { KubeObject } from '../../../../src/sandbox/kubernetes/object.ts';
import type { StoreEvent } from '../../../../src/sandbox/kubernetes/storage.ts';
import { applyAll, capi, clusterManifests, isAvailable, type Shape, type Stage, stage } from '../stage.ts';

export const owners = (object: KubeObject | undefined): readonly string[] =>
  (object?.metadata.ownerReferences ?? []).map(({ kind, controller }) => `${kind}${controller ? ' (controller)' : ''}`);

export const up = async (shape: Shape = {}): Promise<Stage> => {
  const played = await stage();
  applyAll(played.store, clusterManifests('shop', shape));
  await played.until(() => isAvailable(played.store, 'shop'));
  return played;
};

export const machines = (played: Stage, controlPlane: boolean): readonly KubeObject[] =>
  capi
    .of(played.store, 'Machine')
    .filter((machine) => (machine.metadata.labels?.['cluster.x-k8s.io/control-plane'] !== undefined) === controlPlane);

/** The values that something takes, each when it comes up. */
export const recorded = (played: Stage, read: (event: StoreEvent) => string | undefined): string[] => {
  const seen: string[] = [];
  played.store.subscribe((event) => {
    const value = read(event);
    if (value !== undefined && seen.at(-1) !== value) seen.push(value);
  });
  return seen;
};
