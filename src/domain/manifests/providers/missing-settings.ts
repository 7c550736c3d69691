import type { ProviderId } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';

/** A setting without which a provider can make nothing: its key below `providers.<id>`, and an example of its value. */
export interface NeededSetting {
  readonly key: string;
  readonly given: unknown;
  readonly example: string;
  /** What it is, e.g. `the id of the project`. */
  readonly what: string;
}

/** A finding for each setting that the configuration lacks. */
export function missingSettings(provider: ProviderId, needed: readonly NeededSetting[]): readonly Finding[] {
  return needed
    .filter(({ given }) => given === undefined)
    .map(({ key, example, what }) => ({
      code: 'cluster/settings-missing',
      severity: 'error',
      message: `The configuration does not say ${what} (providers.${provider}.${key}).`,
      cure: `Set providers.${provider}.${key} in .github/clusterops.yml, e.g. ${example}.`,
    }));
}
