import type { Configuration } from '../domain/access/configuration.ts';
import { longestLife, shortestLife } from '../domain/command/table/arguments.ts';
import { formatDuration } from '../domain/command/value.ts';
import { checkPolicy } from './check-policy.ts';
import { checkSchedule } from './check-schedule.ts';

/** Whoever confirms has seen what will go; after a week it is no longer what they saw. */
const longestConfirmation = 7 * 24 * 3600;

export interface Conflict {
  /** The key to which the finding belongs. */
  readonly key: readonly (string | number)[];
  readonly message: string;
  readonly cure: string;
}

/** What is wrong with values that are each right by themselves. */
export function checkTogether(configuration: Configuration): readonly Conflict[] {
  const { defaults, deletion, lifetime, limits, regions, providers } = configuration;
  const conflicts: Conflict[] = [...checkPolicy(configuration), ...checkSchedule(configuration)];
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
  const { ttlSeconds: ttl } = defaults;
  if (ttl !== undefined && (ttl < shortestLife || ttl > longestLife)) {
    const range = `from ${formatDuration(shortestLife)} to ${formatDuration(longestLife)}`;
    conflicts.push({
      key: ['defaults', 'ttl'],
      message: `defaults.ttl is ${formatDuration(ttl)}, and a life may be ${range}.`,
      cure: `Give a duration ${range}, such as 72h.`,
    });
  }
  const { mostSeconds: most } = lifetime;
  if (most !== undefined && (most < shortestLife || most > longestLife)) {
    const range = `from ${formatDuration(shortestLife)} to ${formatDuration(longestLife)}`;
    conflicts.push({
      key: ['lifetime', 'most'],
      message: `lifetime.most is ${formatDuration(most)}, and a life may be ${range}.`,
      cure: `Give a duration ${range}, such as 7d.`,
    });
  } else if (most !== undefined && ttl !== undefined && ttl > most) {
    conflicts.push({
      key: ['lifetime', 'most'],
      message: `lifetime.most is ${formatDuration(most)}, and defaults.ttl is ${formatDuration(ttl)}: a command that gives none would always be refused.`,
      cure: `Set defaults.ttl to at most ${formatDuration(most)}.`,
    });
  }
  const { confirmWithinSeconds: confirm } = deletion;
  if (confirm < 1 || confirm > longestConfirmation) {
    conflicts.push({
      key: ['deletion', 'confirmWithin'],
      message: `deletion.confirmWithin is ${formatDuration(confirm)}, and a code is valid for at most 7 days.`,
      cure: 'Give a shorter duration, such as 1h.',
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
