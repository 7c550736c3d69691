import { existsSync, lstatSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { createBuilders } from '../builders/builders.ts';
import { readBuilderSettings } from '../config.ts';
import { defaultConfiguration } from '../domain/access/default-configuration.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { Finding } from '../domain/finding.ts';
import { saysBuild } from '../domain/manifests/builds/built-from.ts';
import { isWithin } from '../domain/manifests/builds/resolve-path.ts';
import type { ReadFolder } from '../domain/manifests/builds/source-tree.ts';
import { readDocuments } from '../domain/manifests/source/read-documents.ts';
import { checkTemplateFile, isTemplateFile } from '../domain/manifests/templates/template-file.ts';
import { printFinding } from '../domain/print-finding.ts';
import { schemaSource } from '../schemas/source.ts';
import { createCheckFiles } from '../workflows/check-files.ts';
import { configurationOf } from './configuration.ts';
import { CliExit, exitCodes } from './exit.ts';
import { sarifLog } from './sarif.ts';
import { pathIn, readWorkingTree, repositoryAround } from './working-tree.ts';

export interface ValidateOptions {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly clustersFolder?: string;
  /** Files of what the configuration builds on, the nearest first. */
  readonly extends?: readonly string[];
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
  const asked = paths.map((path) => readPath(root, path));
  const read = asked.map(({ around }) => around);
  const known = configurationOf(root, options.extends);
  const configuration = known.state === 'read' ? known.configuration : defaultConfiguration;
  const isAsked = (path: string): boolean => asked.some(({ at }) => isWithin(at, path));
  const clustersFolder = options.clustersFolder?.replace(/\/+$/, '') ?? configuration.clusters.folder;
  const classesFolder = configuration.clusterClass.folder;
  const counts = (file: FileContent): boolean =>
    [clustersFolder, classesFolder].some((folder) => isWithin(folder, file.path)) ||
    asked.some(({ at }) => at === file.path) ||
    !isOfTool(file);
  const all = read.flatMap((part) => part.files).filter(counts);
  const unique = [...new Map(all.map((file) => [file.path, file])).values()];
  const isTemplate = (file: FileContent): boolean => !isWithin(clustersFolder, file.path) && isTemplateFile(file);
  const parted = Map.groupBy(unique, isTemplate);
  const [files, templates] = [parted.get(false) ?? [], parted.get(true) ?? []];
  const checkFiles = createCheckFiles({
    schemas: schemaSource,
    builders: createBuilders(readBuilderSettings(environment)),
  });
  const checked = await checkFiles({
    files,
    read,
    readFolder: async (folder) => readWorkingTree(root, folder),
    clustersFolder,
    classesFolder,
  });
  // What a file was read with is judged when it is asked for itself.
  const besides = all.filter(({ path }) => !isAsked(path));
  const others = new Set(besides.map(({ path }) => path));
  const found = [...checked.findings, ...templates.flatMap(checkTemplateFile)];
  const findings = found.filter(({ place }) => place?.path === undefined || !others.has(place.path));
  const count = unique.length - others.size;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const unchecked = findings.filter(({ code }) => code === 'manifest/not-checked').length;
  if (options.sarif === true) print(JSON.stringify(sarifLog(findings, root), null, 2));
  else if (options.json === true) print(JSON.stringify({ files: count, findings }, null, 2));
  else {
    for (const finding of findings) print(printFinding(fromHere(finding, root)));
    print(summary(count, findings.length, errors, unchecked));
  }
  if (errors > 0 || (unchecked > 0 && options.allowUnchecked !== true)) throw new CliExit(exitCodes.failed, '');
}

/**
 * Whether YAML is for a tool and no cluster: it names no kind of object, or is the configuration of kind. What cannot be read may be
 * either, and is no tool's: a fault that nobody names is found by the engine.
 */
function isOfTool(file: FileContent): boolean {
  const { path, content } = file;
  if (!/\.ya?ml$/.test(path) || saysBuild(path)) return false;
  if (/^apiVersion\s*:\s*kind\.x-k8s\.io\//m.test(content)) return true;
  return !/^(apiVersion|kind)\s*:/m.test(content) && readDocuments(file).findings.length === 0;
}

interface Asked {
  /** Path of it in the repository. */
  readonly at: string;
  /** What it is judged with: of a file, the folder in which it stands with the other objects of its cluster. */
  readonly around: ReadFolder;
}

function readPath(root: string, path: string): Asked {
  const folder = pathIn(root, path);
  if (folder === undefined)
    throw new CliExit(exitCodes.refused, `${path}: lies outside of ${root}; check one repository at a time`);
  if (!existsSync(path)) throw new CliExit(exitCodes.refused, `${path}: cannot be read`);
  try {
    const above = posix.dirname(folder);
    const isAlone = folder === '' || above === '.' || !lstatSync(path).isFile();
    return { at: folder, around: readWorkingTree(root, isAlone ? folder : above) };
  } catch {
    throw new CliExit(exitCodes.refused, `${path}: cannot be read`);
  }
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
