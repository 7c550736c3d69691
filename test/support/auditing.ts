import { type AuditOptions, audit } from '../../src/cli/audit.ts';
import type { World } from './world.ts';

/** What `clusterops audit` prints; the bot is to be stopped, for the embedded database is opened by one process. */
export async function printedTrail(world: World, options: AuditOptions): Promise<readonly string[]> {
  const lines: string[] = [];
  await audit(world.environment(), options, (line) => lines.push(line));
  return lines;
}

/** The same as data. */
export const trailOf = async (
  world: World,
  options: AuditOptions = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await printedTrail(world, { ...options, json: true })).map((line) => JSON.parse(line));
