import type { Configuration } from '../access/configuration.ts';
import type { Finding } from '../finding.ts';
import type { Flavor, MachineRole, Provider } from '../manifests/provider.ts';
import type { CreateWish } from './arguments.ts';
import { checkControlPlane } from './counts.ts';
import type { ClusterSpec } from './spec.ts';

/** Name of the pool that `/create-cluster` makes, as upstream templates have it. */
export const firstPool = 'md-0';

interface Machines {
  readonly controlPlane: ClusterSpec['controlPlane'];
  readonly pool: ClusterSpec['pools'][number];
  readonly findings: readonly Finding[];
}

/** How many machines of which type, with what is wrong with either. */
export function chooseMachines(
  wish: CreateWish,
  configuration: Configuration,
  provider: Provider,
  flavor: Flavor,
): Machines {
  const preset = provider.machineTypes(configuration, flavor.id);
  const typeOf = (asked: string | undefined, role: MachineRole, otherwise: string) =>
    chooseType(asked, role, otherwise, provider, configuration);
  const workers = wish.workers ?? Math.max(configuration.defaults.workers, flavor.leastWorkers);
  const workerType = typeOf(wish.machineType, 'worker', preset.worker);
  const pool = { name: firstPool, replicas: workers, machineType: workerType.value };
  const findings = [
    ...workerType.findings,
    ...(workers >= 0 && workers < flavor.leastWorkers ? [tooFewWorkers(workers, flavor)] : []),
  ];
  if (flavor.managedControlPlane) {
    const asked = [
      ...(wish.controlPlane === undefined ? [] : ['control-plane']),
      ...(wish.controlPlaneMachineType === undefined ? [] : ['control-plane-machine-type']),
    ];
    const controlPlane = { replicas: 0, machineType: '' };
    return { controlPlane, pool, findings: [...findings, ...asked.map((key) => changesNothing(key, flavor))] };
  }
  const replicas = wish.controlPlane ?? configuration.defaults.controlPlane;
  const { value: machineType, findings: typeFindings } = typeOf(
    wish.controlPlaneMachineType,
    'control plane',
    preset.controlPlane,
  );
  return {
    controlPlane: { replicas, machineType },
    pool,
    findings: [...findings, ...checkControlPlane(replicas), ...typeFindings],
  };
}

/** The asked machine type, else the preset; judged whoever said it. */
function chooseType(
  asked: string | undefined,
  role: MachineRole,
  preset: string,
  provider: Provider,
  configuration: Configuration,
): { readonly value: string; readonly findings: readonly Finding[] } {
  if (provider.machinesHaveNoType !== true) {
    const value = asked ?? preset;
    return { value, findings: provider.checkMachineType(value, role, configuration) };
  }
  if (asked === undefined) return { value: preset, findings: [] };
  const message = `Machines of ${provider.title} have no type; "${asked}" changes nothing.`;
  const cure = 'Leave the machine type out.';
  return { value: preset, findings: [{ code: 'cluster/machine-type-invalid', severity: 'warning', message, cure }] };
}

function tooFewWorkers(workers: number, flavor: Flavor): Finding {
  return {
    code: 'cluster/workers-needed',
    severity: 'error',
    message: `A cluster of this kind (${flavor.id}) needs at least ${flavor.leastWorkers} worker${flavor.leastWorkers === 1 ? '' : 's'}, and ${workers} are asked for.`,
    cure: `Use workers=${flavor.leastWorkers} or more.`,
  };
}

function changesNothing(key: string, flavor: Flavor): Finding {
  return {
    code: 'command/argument-invalid',
    severity: 'warning',
    message: `The provider's service runs the control plane (${flavor.id}); ${key}= changes nothing.`,
    cure: `Leave ${key}= out.`,
  };
}
