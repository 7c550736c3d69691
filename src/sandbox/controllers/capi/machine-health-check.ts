import { at, type KubeObject } from '../../kubernetes/object.ts';
import { matchesSelector } from '../../kubernetes/selectors.ts';
import { isTrue } from './conditions.ts';
import { again, clusterLabel, ensureOwner, isDeleting, setStatus, textAt, type World } from './world.ts';

const manager = 'capi-machinehealthcheck';

/** Plays the MachineHealthCheck controller as far as it looks and counts; it remediates nothing. */
export const playMachineHealthCheck = (world: World, cluster: KubeObject, found: KubeObject): void => {
  if (isDeleting(found)) return;
  const { name, namespace } = cluster.metadata;
  const check = ensureOwner(world, found, cluster, { controller: false, cluster: name, manager });
  const targets = world.store
    .list('cluster.x-k8s.io', 'Machine', namespace)
    .filter((machine) => machine.metadata.labels?.[clusterLabel] === name)
    .filter((machine) => matchesSelector(at(check, 'spec', 'selector'), machine.metadata.labels ?? {}));
  const healthy = targets.filter((machine) => isTrue(machine, 'NodeHealthy'));
  for (const machine of healthy) {
    const current = again(world, machine);
    const verdict = { type: 'HealthCheckSucceeded', status: 'True', reason: 'HealthCheckSucceeded' } as const;
    if (current !== undefined) setStatus(world, current, {}, [verdict], manager);
  }
  const latest = again(world, check);
  if (latest === undefined || textAt(latest, 'spec', 'clusterName') !== name) return;
  const names = targets.map((machine) => machine.metadata.name).sort();
  setStatus(
    world,
    latest,
    {
      expectedMachines: targets.length,
      currentHealthy: healthy.length,
      remediationsAllowed: targets.length,
      observedGeneration: latest.metadata.generation,
      targets: names.length === 0 ? undefined : names,
    },
    [
      { type: 'RemediationAllowed', status: 'True', reason: 'RemediationAllowed' },
      { type: 'Paused', status: 'False', reason: 'NotPaused' },
    ],
    manager,
  );
};
