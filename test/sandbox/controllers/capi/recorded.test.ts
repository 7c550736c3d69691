import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../../src/sandbox/kubernetes/object.ts';
import { recordedObjects } from '../../../support/recorded/recording.ts';
import { shapeOf } from '../../../support/recorded/shape.ts';
import { applyAll, capi, clusterManifests, condition, isAvailable, type Stage, stage } from '../stage.ts';

const kinds = [
  ['Cluster', 'cluster.x-k8s.io'],
  ['MachineDeployment', 'cluster.x-k8s.io'],
  ['MachineSet', 'cluster.x-k8s.io'],
  ['Machine', 'cluster.x-k8s.io'],
  ['KubeadmControlPlane', 'controlplane.cluster.x-k8s.io'],
  ['KubeadmConfig', 'bootstrap.cluster.x-k8s.io'],
  ['DevCluster', 'infrastructure.cluster.x-k8s.io'],
  ['DevMachine', 'infrastructure.cluster.x-k8s.io'],
] as const;

const objectsOf = ({ store }: Stage): readonly KubeObject[] =>
  kinds.flatMap(([kind, group]) => capi.of(store, kind, group));

/** The lines of each kind that the first has and the second lacks. */
function beyond(mine: ReturnType<typeof shapeOf>, theirs: ReturnType<typeof shapeOf>): Record<string, string[]> {
  const surplus = Object.entries(mine).map(([kind, lines]) => {
    const known = new Set(theirs[kind]);
    return [kind, lines.filter((line) => !known.has(line))] as const;
  });
  return Object.fromEntries(surplus.filter(([, lines]) => lines.length > 0));
}

describe('the played controllers, beside what the real ones were recorded to say', () => {
  test('of a cluster that is ready they say nothing that the real ones do not, and leave out no condition', async () => {
    const played = await stage();
    const shape = { provider: 'dev', controlPlane: 3, workers: 3, cni: false } as const;
    applyAll(played.store, clusterManifests('life', shape));
    await played.until(
      () =>
        isAvailable(played.store, 'life') &&
        capi.of(played.store, 'Machine').length === 6 &&
        capi.of(played.store, 'Machine').every((machine) => condition(machine, 'Available')?.status === 'True') &&
        condition(capi.cluster(played.store, 'life'), 'ScalingUp')?.status === 'False',
    );
    const recorded = shapeOf(recordedObjects('ready', 'v1beta2', Date.now()));
    const mine = shapeOf(objectsOf(played));
    const owner = (line: string) => ({ DevCluster: [line], KubeadmControlPlane: [line] });
    expect({ invented: beyond(mine, recorded), left: beyond(recorded, mine) }).toEqual({
      // As the book has it: with such an owner a deletion in foreground goes out of order, and the players have to show that.
      invented: owner('owner Cluster (controller)'),
      left: owner('owner Cluster'),
    });
  });
});
