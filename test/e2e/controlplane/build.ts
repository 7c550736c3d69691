import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
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
import { dirname, join, relative } from 'node:path';
import { type Manifests, manifests, type Program, programs, type Shortened } from './programs.ts';

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

function compile({ module, package: source, link = '', shortened }: Program, file: string): void {
  const flags = ['-buildvcs=false', '-trimpath', '-mod=readonly', '-ldflags', `-s -w ${link}`];
  if (shortened !== undefined) flags.push(`-modfile=${withShorterWaits(module, shortened, dirname(file))}`);
  output('go', ['build', ...flags, '-o', file, source], join(here, module));
}

/** Copies a module with shorter waits into a folder, and returns a go.mod by which Go builds the copy in the module's place. */
function withShorterWaits(module: string, { of, waits }: Shortened, scratch: string): string {
  const root = sourceOf(module, of);
  const copy = join(scratch, 'source');
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const path = relative(root, join(entry.parentPath, entry.name));
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), readFileSync(join(root, path)));
  }
  for (const { file, text, shorter } of waits) {
    const before = readFileSync(join(copy, file), 'utf8');
    if (!before.includes(text)) throw new Error(`${of}/${file} has no "${text}"`);
    writeFileSync(join(copy, file), before.replaceAll(text, shorter));
  }
  const known = readFileSync(join(here, module, 'go.mod'), 'utf8');
  writeFileSync(join(scratch, 'go.mod'), `${known}\nreplace ${of} => ${copy}\n`);
  copyFileSync(join(here, module, 'go.sum'), join(scratch, 'go.sum'));
  return join(scratch, 'go.mod');
}

/** Where Go has a module's files; downloads them when it has none. */
function sourceOf(module: string, of: string): string {
  output('go', ['mod', 'download', of], join(here, module));
  return output('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', of], join(here, module)).trim();
}

function kustomized({ module, of, folder }: Manifests, programsFolder: string): string {
  const root = sourceOf(module, of);
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
  const hash = createHash('sha256');
  for (const file of ['programs.ts', 'waits.ts']) hash.update(readFileSync(join(here, file)));
  for (const module of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(here, module.name, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
