import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeConfiguration } from '../configuration/decode.ts';
import { bootstrapTree, type Shipped } from '../domain/bootstrap/bootstrap.ts';
import { exampleFolder, withoutExample } from '../domain/bootstrap/examples.ts';
import { type BootstrapOptions, decideOptions } from '../domain/bootstrap/options.ts';
import type { FileContent, Packaging } from '../domain/cluster/spec.ts';
import { fault } from '../domain/finding.ts';
import { printFinding } from '../domain/print-finding.ts';
import { CliExit, exitCodes, refuse } from './exit.ts';

export interface BootstrapCommand {
  readonly provider?: readonly string[];
  readonly engine?: readonly string[];
  readonly repoUrl?: string;
  readonly branch: string;
  readonly clustersFolder: string;
  readonly namespace: string;
  readonly packaging: string;
  readonly capi: string;
  readonly out: string;
  readonly force?: boolean;
}

/**
 * `clusterops bootstrap`: writes what a repository and its management cluster need before the first `/create-cluster`. Throws
 * `CliExit` 2 when an option is wrong, or when a file that is there differs and `force` is not given; then nothing is written.
 */
export function bootstrap(command: BootstrapCommand, print: (line: string) => void): void {
  const options = optionsOf(command);
  const shipped = shippedFor(options.packaging);
  const files = bootstrapTree(options, shipped);
  const settings = decodeConfiguration(contentOf(files, '.github/clusterops.yml'));
  if (settings.state === 'invalid') refuse(settings.findings.map(({ place: _, ...finding }) => finding));
  const standing = files.map((file) => ({ ...file, state: stateOf(join(command.out, file.path), file.content) }));
  const differing = standing.filter(({ state }) => state === 'differs');
  if (differing.length > 0 && command.force !== true) {
    const paths = differing.map(({ path }) => `  ${path}`).join('\n');
    throw new CliExit(
      exitCodes.refused,
      `Nothing was written: these files are there already, with other content:\n${paths}\nMove them away, write elsewhere with --out and compare, or replace them with --force.`,
    );
  }
  writeAll(
    standing.filter(({ state }) => state !== 'same'),
    command.out,
  );
  const words = { new: 'written', differs: 'replaced', same: 'as it was' };
  for (const { path, state } of standing) print(`${words[state].padEnd(9)}  ${path}`);
  const missing = withoutExample(options.packaging, options.providers, shipped.examples);
  if (missing.length > 0) print(`\n${missing.map(printFinding).join('\n')}`);
  print(nextSteps(options, files, command.out));
}

function optionsOf(command: BootstrapCommand): BootstrapOptions {
  const repoUrl = command.repoUrl ?? originOf(command.out);
  if (repoUrl === undefined) {
    return refuse([
      fault('command/argument-missing', 'The address of the repository is not known.', {
        cure: 'Give it with --repo-url, as the GitOps engine will read it, or write into a clone whose remote is "origin".',
      }),
    ]);
  }
  const { provider = [], engine = ['argocd'] } = command;
  const decided = decideOptions({ ...command, provider, engine, repoUrl });
  return decided.ok ? decided.value : refuse(decided.findings);
}

function originOf(folder: string): string | undefined {
  try {
    const asked = ['-C', folder, 'remote', 'get-url', 'origin'];
    return execFileSync('git', asked, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function shippedFor(packaging: Packaging): Shipped {
  const ours = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const from = exampleFolder(packaging)?.from;
  return {
    rbac: readFileSync(ours('deploy/rbac.yaml'), 'utf8'),
    examples: from === undefined || !existsSync(ours(from)) ? [] : filesBelow(ours(from)),
  };
}

function filesBelow(folder: string): readonly FileContent[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path).replaceAll('\\', '/'), content: readFileSync(path, 'utf8') }));
}

function contentOf(files: readonly FileContent[], path: string): string {
  return files.find((file) => file.path === path)?.content ?? '';
}

function stateOf(path: string, content: string): 'new' | 'same' | 'differs' {
  if (!existsSync(path)) return 'new';
  return statSync(path).isFile() && readFileSync(path, 'utf8') === content ? 'same' : 'differs';
}

/** Writes all files beside their places first, and then moves each into its place; a failure takes all of that back. */
function writeAll(files: readonly FileContent[], out: string): void {
  const made: string[] = [];
  try {
    const staged = files.map(({ path, content }) => {
      const target = join(out, path);
      const folder = mkdirSync(dirname(target), { recursive: true });
      if (folder !== undefined) made.push(folder);
      const temporary = `${target}.clusterops-bootstrap`;
      made.push(temporary);
      writeFileSync(temporary, content, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
      return { temporary, target };
    });
    for (const { temporary, target } of staged) renameSync(temporary, target);
  } catch (error) {
    for (const path of made.toReversed()) rmSync(path, { recursive: true, force: true });
    const because = error instanceof Error ? error.message : String(error);
    throw new CliExit(exitCodes.failed, `The files cannot be written: ${because}`);
  }
}

function nextSteps({ branch }: BootstrapOptions, files: readonly FileContent[], out: string): string {
  const toFillIn = /^ {2}#\S/m.test(contentOf(files, '.github/clusterops.yml'));
  const steps = [
    ...(toFillIn ? ['Fill in the settings in .github/clusterops.yml.'] : []),
    `Commit, and push to ${branch}.`,
    'sh management/init.sh',
    'Comment /create-cluster on an issue; management/README.md has the whole way, and back.',
  ];
  const where = out === '.' ? '' : ` in ${out}`;
  return ['', `Next${where}:`, ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n');
}
