import type { Configuration } from '../domain/access/configuration.ts';

interface Conflict {
  /** The key to which the finding belongs. */
  readonly key: readonly string[];
  readonly message: string;
  readonly cure: string;
}

/** What is wrong with values that are each right by themselves. */
export function checkTogether({ defaults, limits, regions, providers }: Configuration): readonly Conflict[] {
  const conflicts: Conflict[] = [];
  for (const key of ['workers', 'controlPlane'] as const) {
    if (defaults[key] <= limits[key]) continue;
    conflicts.push({
      key: ['limits', key],
      message: `limits.${key} is ${limits[key]}, and defaults.${key} is ${defaults[key]}: a command that gives no number would always be refused.`,
      cure: `Set defaults.${key} to at most ${limits[key]}.`,
    });
  }
  if (defaults.controlPlane % 2 === 0) {
    conflicts.push({
      key: ['defaults', 'controlPlane'],
      message: `defaults.controlPlane is ${defaults.controlPlane}, and etcd needs an odd number of machines.`,
      cure: 'Use 1, 3 or 5.',
    });
  }
  if (new Set(providers.order).size < providers.order.length) {
    conflicts.push({
      key: ['providers', 'order'],
      message: 'providers.order names a provider twice.',
      cure: 'Name each once.',
    });
  }
  if (regions && new Set(regions).size < regions.length) {
    conflicts.push({ key: ['regions'], message: 'regions names a region twice.', cure: 'Name each once.' });
  }
  return conflicts;
}
