import { clusterApiSets, kubeletMaySet, parseLabel, parseTaint } from '../../cluster/node-marks.ts';
import type { Bounds, WorkerPool } from '../../cluster/spec.ts';
import type { ArgumentValue } from '../../command/command.ts';
import { type Finding, fault, type Outcome } from '../../finding.ts';
import type { PoolAbilities } from '../../manifests/provider.ts';

type Given = Readonly<Record<string, ArgumentValue>>;

/**
 * The pool that a command asks for; not ok where the provider, in this flavour, makes no such pools. `synced`: Cluster API brings labels of
 * Machines to their nodes, which the kubelet may not have for all.
 */
export function wishedPool(
  given: Given,
  machineType: string,
  abilities: PoolAbilities | undefined,
  synced: boolean,
): Outcome<WorkerPool> {
  const labels = listOf(given, 'labels')
    .map(parseLabel)
    .filter((label) => label !== undefined);
  const taints = listOf(given, 'taints').flatMap((text) => parseTaint(text) ?? []);
  const zones = listOf(given, 'zones');
  const spot = given['spot'] === true;
  const size = sizeOf(given, abilities?.bounds ?? 'none');
  const findings = [
    ...(size.ok ? [] : size.findings),
    ...(labels.length + taints.length > 0 && abilities?.marks !== true
      ? [unsupported('The nodes of its pools cannot be told labels or taints.', 'Leave labels= and taints= out.')]
      : []),
    ...labels.filter(([key]) => !kubeletMaySet(key) && !(synced && clusterApiSets(key))).map(([key]) => reserved(key)),
    ...zoneFindings(zones, abilities?.zones ?? 'none'),
    ...(spot && abilities?.spot !== true
      ? [unsupported('There are no spot machines of this provider and flavour.', 'Leave spot out.')]
      : []),
  ];
  if (!size.ok || findings.length > 0) return { ok: false, findings };
  return {
    ok: true,
    value: {
      name: String(given['pool']),
      machineType,
      ...size.value,
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
      ...(taints.length === 0 ? {} : { taints }),
      ...(zones.length === 0 ? {} : { zones }),
      ...(spot ? { spot } : {}),
    },
    notes: [],
  };
}

function listOf(given: Given, key: string): readonly string[] {
  const value = given[key];
  return Array.isArray(value) ? value : [];
}

type Size = Pick<WorkerPool, 'replicas' | 'autoscaler' | 'bounds'>;

function sizeOf(given: Given, kept: PoolAbilities['bounds']): Outcome<Size> {
  const refuse = (...findings: readonly Finding[]): Outcome<Size> => ({ ok: false, findings });
  const [workers, min, max] = ['workers', 'min', 'max'].map((key) => given[key]) as readonly (number | undefined)[];
  if (min === undefined && max === undefined) {
    if (workers !== undefined) return { ok: true, value: { replicas: workers }, notes: [] };
    const cure = 'Give workers=, or min= and max= for an autoscaler.';
    return refuse(fault('command/argument-missing', 'It is not said how many machines the pool has.', { cure }));
  }
  if (kept === 'none') return refuse(boundsOfNobody);
  if (min === undefined || max === undefined) {
    const message = `The pool has no ${min === undefined ? 'lower' : 'upper'} bound.`;
    return refuse(fault('command/argument-missing', message, { cure: 'Give both min= and max=.' }));
  }
  const bounds: Bounds = { min, max };
  if (min > max || (workers !== undefined && (workers < min || workers > max))) {
    const message = `The bounds ${min} to ${max} hold no number${workers === undefined ? '' : `, or not ${workers}`}.`;
    return refuse(fault('command/argument-invalid', message, { cure: 'Give min= at most max=.' }));
  }
  if (kept === 'service') return { ok: true, value: { replicas: workers ?? Math.max(1, min), bounds }, notes: [] };
  if (workers === undefined) return { ok: true, value: { replicas: min, autoscaler: bounds }, notes: [] };
  const message = 'An autoscaler is to decide how many machines the pool has, so workers= changes nothing.';
  return refuse(fault('command/argument-invalid', message, { cure: 'Leave workers= out.' }));
}

function zoneFindings(zones: readonly string[], many: PoolAbilities['zones']): readonly Finding[] {
  if (zones.length === 0 || many === 'several' || (many === 'one' && zones.length === 1)) return [];
  return [
    many === 'one'
      ? unsupported(
          'Cluster API makes all machines of such a pool in one zone.',
          'Give one of zones=, and add a pool for each further one.',
        )
      : unsupported('Its machines cannot be told a zone.', 'Leave zones= out.'),
  ];
}

/** Bounds for pools that neither the cluster autoscaler nor their service keeps in any, as Cluster API has it. */
export const boundsOfNobody: Finding = fault(
  'cluster/pool-unsupported',
  'The number of its machines is what Git says: bounds of its pools are kept by nobody.',
  { cure: 'Give workers= in place of min= and max=.' },
);

const unsupported = (message: string, cure: string): Finding => fault('cluster/pool-unsupported', message, { cure });

function reserved(key: string): Finding {
  const message = `The label "${key}" is one that Kubernetes keeps for itself: a kubelet that asks for it does not start.`;
  return fault('command/argument-invalid', message, { cure: 'Use a label of your own.' });
}
