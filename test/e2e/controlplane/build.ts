import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Manifests, manifests, type Program, programs } from './programs.ts';

const here = import.meta.dirname;

/**
 * Builds the programs that are not built yet, and the objects that they bring along, and returns the folder that holds them all.
 * It lies outside of the checkout and is named after what the programs are built from, so that nothing is built twice. Throws
 * with Go's own words when one cannot be built.
 */
export function buildPrograms(say: (line: string) => void): string {
  const folder = join(cacheFolder(), digest());
  mkdirSync(folder, { recursive: true });
  const make = (name: string, write: (file: string) => void): void => {
    if (existsSync(join(folder, name))) return;
    const start = Date.now();
    // Renamed when it is whole, so that a run that was cut short leaves nothing that looks like a program.
    const scratch = mkdtempSync(join(folder, '.build-'));
    write(join(scratch, name));
    renameSync(join(scratch, name), join(folder, name));
    rmSync(scratch, { recursive: true });
    say(`built ${name} in ${Math.round((Date.now() - start) / 1000)} s`);
  };
  for (const program of programs) make(program.name, (file) => compile(program, file));
  for (const each of manifests) make(each.name, (file) => writeFileSync(file, kustomized(each, folder)));
  return folder;
}

/** Whether the Go toolchain is here. */
export function hasGo(): boolean {
  return spawnSync('go', ['version']).status === 0;
}

function compile({ module, package: source, link = '' }: Program, file: string): void {
  const flags = ['-buildvcs=false', '-trimpath', '-mod=readonly', '-ldflags', `-s -w ${link}`];
  output('go', ['build', ...flags, '-o', file, source], join(here, module));
}

function kustomized({ module, of, folder }: Manifests, programsFolder: string): string {
  const root = output('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', of], join(here, module)).trim();
  // The folders refer to others of the same module.
  return output(join(programsFolder, 'kustomize'), [
    'build',
    '--load-restrictor=LoadRestrictionsNone',
    join(root, folder),
  ]);
}

function output(command: string, args: readonly string[], cwd = here): string {
  const { status, stdout, stderr } = spawnSync(command, [...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}:\n${stderr}`);
  return stdout;
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
