import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Configuration } from '../domain/access/configuration.ts';
import { defaultConfiguration } from '../domain/access/default-configuration.ts';
import { capiVersion } from '../domain/cluster/capi-version.ts';
import { requestId } from '../domain/cluster/names.ts';
import { planClusters } from '../domain/cluster/plan.ts';
import type { RenderedCluster } from '../domain/cluster/spec.ts';
import { parseCommandLine } from '../domain/command/parse.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { engineOf } from '../domain/gitops/engine.ts';
import { checkRead, isNeeded, neededFiles, renderCluster, searchedFiles } from '../domain/manifests/render.ts';
import { printFinding } from '../domain/print-finding.ts';
import { connectCluster } from '../kubernetes/connect.ts';
import type { ServedApis } from '../ports/cluster.ts';
import { createLog } from '../telemetry/log.ts';
import { decodeFile } from './configuration.ts';
import { CliExit, exitCodes, refuse } from './exit.ts';
import { readWorkingTree } from './working-tree.ts';

export interface RenderOptions {
  /** Absent: that of the repository. */
  readonly config?: string;
  /** Files of what it builds on, the nearest first. */
  readonly extends?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  /** The repository whose bases, classes and templates are used. */
  readonly repo?: string;
  /** The issue number that default names are made from. */
  readonly issue: number;
  /** The management cluster that `capi.apiVersion: auto` and `engine: auto` go by; absent: the newest version is assumed. */
  readonly kubeconfig?: string;
}

/** The configuration that is named, else the repository's own, else every default. Throws `CliExit` 2 when it is absent or wrong. */
function configurationFrom({ config, extends: bases, repo = '.' }: RenderOptions): Configuration {
  const path = config ?? join(repo, '.github/clusterops.yml');
  if (config === undefined && !existsSync(path)) return defaultConfiguration;
  const read = decodeFile(path, bases);
  if (read.state === 'invalid') {
    const isOwn = (each: Finding): boolean => each.place?.path === '.github/clusterops.yml';
    return refuse(read.findings.map((each) => (isOwn(each) ? { ...each, place: { ...each.place, path } } : each)));
  }
  return read.state === 'read' ? read.configuration : defaultConfiguration;
}

/** The clusters that a command line would commit, and what is to be known of them. Throws `CliExit` 2 with every finding when it is refused. */
export function renderCommandLine(
  text: string,
  configuration: Configuration,
  issue: number,
  repository = '.',
  served?: ServedApis,
): { readonly clusters: readonly RenderedCluster[]; readonly notes: readonly Finding[] } {
  if (text.trim().includes('\n')) {
    const cure = 'Render each line by itself.';
    return refuse([fault('command/argument-invalid', 'One command is rendered at a time.', { cure })]);
  }
  const line = parseCommandLine(text);
  if (line.kind === 'refused') return refuse(line.findings);
  if (line.name !== 'create-cluster') {
    return refuse([
      fault('command/not-available', `/${line.name} renders no files`, { cure: 'Render a /create-cluster command.' }),
    ]);
  }
  const target = {
    ...configuration,
    engine: (served && engineOf(configuration.engine, served)) ?? configuration.engine,
  };
  const planned = planClusters({
    arguments: line.arguments,
    configuration,
    capi: capiVersion(configuration, served?.capi),
    issue,
    requestId: requestId(0, text, 0),
    repositoryId: 0,
    taken: [],
    openNames: [],
  });
  if (!planned.ok) return refuse(planned.findings);
  const made = planned.value.map((spec) => {
    const isOfUse = (path: string): boolean => isNeeded(path, spec, configuration);
    const needed = neededFiles(spec, configuration).map((folder) => readWorkingTree(repository, folder, isOfUse));
    const left = needed.flatMap(({ unread }) => unread);
    const unread = checkRead(spec, configuration, left);
    if (unread.length > 0) return refuse(unread);
    const searched = searchedFiles(spec, configuration).map((folder) => readWorkingTree(repository, folder));
    const read = [...needed, ...searched].flatMap((each) => each.files);
    const files = new Map(read.map(({ path, content }) => [path, content]));
    const rendered = renderCluster(spec, target, files);
    return rendered.ok ? rendered : refuse(rendered.findings);
  });
  return {
    clusters: made.map(({ value }) => value),
    notes: [...planned.notes, ...made.flatMap(({ notes }) => notes)],
  };
}

/** What a management cluster serves. Throws `CliExit` 1 when it does not say. */
async function servedBy(kubeconfig: string): Promise<ServedApis> {
  const connection = await connectCluster({
    source: 'kubeconfig',
    path: kubeconfig,
    clock: { now: () => Date.now() },
    log: createLog({ level: 'fatal' }),
  });
  try {
    const served = await connection.servedApis();
    if (served !== undefined) return served;
    throw new CliExit(
      exitCodes.failed,
      `kubernetes/unavailable: the management cluster of ${kubeconfig} does not answer`,
    );
  } finally {
    await connection.close();
  }
}

/** `clusterops render`: prints, writes or lists as JSON the files that a command would commit; `warn` gets what is to be known of them. */
export async function render(
  text: string,
  options: RenderOptions,
  print: (line: string) => void,
  warn: (line: string) => void,
): Promise<void> {
  const configuration = configurationFrom(options);
  const isAsked = configuration.capi.apiVersion === 'auto' || configuration.engine === 'auto';
  const served = isAsked && options.kubeconfig !== undefined ? await servedBy(options.kubeconfig) : undefined;
  const { clusters, notes } = renderCommandLine(text, configuration, options.issue, options.repo, served);
  for (const note of new Set(notes.map(printFinding))) warn(note);
  const files = clusters.flatMap((cluster) => cluster.files);
  if (options.json === true) {
    print(JSON.stringify(clusters, null, 2));
  } else if (options.out !== undefined) {
    for (const file of files) {
      const path = join(options.out, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
      print(path);
    }
  } else {
    print(
      files
        .map((file) => `# ${file.path}\n${file.content}`)
        .join('---\n')
        .trimEnd(),
    );
  }
}
