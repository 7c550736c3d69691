import type { Configuration } from '../access/configuration.ts';
import { formatDuration } from '../command/value.ts';
import { type Finding, fault } from '../finding.ts';

/** How long a cluster of an environment, or of none, is to live; `undefined`: for ever. */
export function checkLifetime(
  seconds: number | undefined,
  environment: string,
  { lifetime, environments }: Configuration,
): readonly Finding[] {
  const own = environments[environment]?.mostSeconds;
  const mostSeconds = own ?? lifetime.mostSeconds;
  if (mostSeconds === undefined || (seconds !== undefined && seconds <= mostSeconds)) return [];
  const asked = seconds === undefined ? 'no end of its life' : `a life of ${formatDuration(seconds)}`;
  const most = formatDuration(mostSeconds);
  const cure = `Give ttl= so that it lives at most ${most}, or have ${own === undefined ? '' : `environments.${environment}.`}lifetime.most raised in .github/clusterops.yml.`;
  return [fault('access/limit', `A cluster with ${asked} was asked for; the configuration allows ${most}.`, { cure })];
}
