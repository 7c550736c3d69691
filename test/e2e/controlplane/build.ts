import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Program, programs } from './programs.ts';

const here = import.meta.dirname;

/**
 * Builds the programs that are not built yet and returns the folder that holds them all. It lies outside of the checkout and is
 * named after what the programs are built from, so that nothing is built twice. Throws with Go's own words when one cannot be built.
 */
export function buildPrograms(say: (line: string) => void): string {
  const folder = join(cacheFolder(), digest());
  mkdirSync(folder, { recursive: true });
  for (const program of programs) {
    if (existsSync(join(folder, program.name))) continue;
    const start = Date.now();
    build(program, folder);
    say(`built ${program.name} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  return folder;
}

/** Whether the Go toolchain is here. */
export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

function build({ name, module, package: source, link = '' }: Program, folder: string): void {
  // Renamed when it is whole, so that a run that was cut short leaves nothing that looks like a program.
  const scratch = mkdtempSync(join(folder, '.build-'));
  const built = join(scratch, name);
  const { status, stderr } = spawnSync(
    'go',
    ['build', '-buildvcs=false', '-trimpath', '-mod=readonly', '-ldflags', `-s -w ${link}`, '-o', built, source],
    { cwd: join(here, module), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`${name} could not be built:\n${stderr}`);
  renameSync(built, join(folder, name));
  rmSync(scratch, { recursive: true });
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'clusterops-e2e');
}

function digest(): string {
  const hash = createHash('sha256').update(readFileSync(join(here, 'programs.ts')));
  for (const module of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(here, module.name, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
