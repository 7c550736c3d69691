import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createBuilders } from '../builders/builders.ts';
import { readBuilderSettings } from '../config.ts';
import { decodeConfiguration } from '../configuration/decode.ts';
import type { Configuration } from '../domain/access/configuration.ts';
import { defaultConfiguration } from '../domain/access/default-configuration.ts';
import type { Finding } from '../domain/finding.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { schemaSource } from '../schemas/source.ts';
import { createCheckFiles } from '../workflows/check-files.ts';
import { CliExit, exitCodes } from './exit.ts';
import { printFinding } from './findings.ts';
import { sarifLog } from './sarif.ts';
import { pathIn, readWorkingTree, repositoryAround } from './working-tree.ts';

export interface ValidateOptions {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly clustersFolder?: string;
  /** Do not fail because of what could not be checked. */
  readonly allowUnchecked?: boolean;
}

/**
 * `clusterops validate`: findings with file:line:column. Throws `CliExit` 1 when one of them is an error, or says that something
 * could not be checked.
 */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  environment: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): Promise<void> {
  const root = repositoryAround(paths[0] ?? '.');
  const read = paths.map((path) => readPath(root, path));
  const configuration = configurationOf(root);
  const files = [...new Map(read.flatMap((part) => part.files).map((file) => [file.path, file])).values()];
  const checkFiles = createCheckFiles({
    schemas: schemaSource,
    builders: createBuilders(readBuilderSettings(environment)),
  });
  const { findings } = await checkFiles({
    files,
    read,
    readFolder: async (folder) => readWorkingTree(root, folder),
    clustersFolder: options.clustersFolder?.replace(/\/+$/, '') ?? configuration.clusters.folder,
    classesFolder: configuration.clusterClass.folder,
  });
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const unchecked = findings.filter(({ code }) => code === 'manifest/not-checked').length;
  if (options.sarif === true) print(JSON.stringify(sarifLog(findings, root), null, 2));
  else if (options.json === true) print(JSON.stringify({ files: files.length, findings }, null, 2));
  else {
    for (const finding of findings) print(printFinding(fromHere(finding, root)));
    print(summary(files.length, findings.length, errors, unchecked));
  }
  if (errors > 0 || (unchecked > 0 && options.allowUnchecked !== true)) throw new CliExit(exitCodes.failed, '');
}

function readPath(root: string, path: string): ReadFolder {
  const folder = pathIn(root, path);
  if (folder === undefined)
    throw new CliExit(exitCodes.refused, `${path}: lies outside of ${root}; check one repository at a time`);
  if (!existsSync(path)) throw new CliExit(exitCodes.refused, `${path}: cannot be read`);
  try {
    return readWorkingTree(root, folder);
  } catch {
    throw new CliExit(exitCodes.refused, `${path}: cannot be read`);
  }
}

/** The repository's configuration, as far as it can be read. */
function configurationOf(root: string): Configuration {
  const path = join(root, '.github/clusterops.yml');
  const read = existsSync(path) ? decodeConfiguration(readFileSync(path, 'utf8')) : undefined;
  return read?.state === 'read' ? read.configuration : defaultConfiguration;
}

/** The finding with its path as it is reached from the current directory. */
function fromHere(finding: Finding, root: string): Finding {
  const path = finding.place?.path;
  return path === undefined
    ? finding
    : { ...finding, place: { ...finding.place, path: relative('.', join(root, path)) } };
}

function summary(files: number, findings: number, errors: number, unchecked: number): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const others = findings - errors - unchecked;
  return `${count(files, 'file')}, ${count(errors, 'error')}, ${unchecked} not checked, ${others} other findings`;
}
