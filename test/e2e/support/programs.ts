import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A program that `npm run e2e` has built. */
export function program(name: string): string {
  const folder = process.env.CLUSTEROPS_E2E_BIN;
  if (folder === undefined) throw new Error('CLUSTEROPS_E2E_BIN is not set: run the suite with "npm run e2e"');
  return join(folder, name);
}

/** Runs a program to its end. */
export function run(
  name: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): SpawnSyncReturns<string> {
  return spawnSync(program(name), [...args], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, ...options });
}

/** What a program prints; throws with its complaint when it fails. */
export function output(...[name, args, options]: Parameters<typeof run>): string {
  const { status, stdout, stderr } = run(name, args, options);
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr || stdout}`);
  return stdout;
}
