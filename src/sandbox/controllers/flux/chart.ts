import { posix } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { asTree, at, isTree, type Manifest, type Tree } from '../../kubernetes/object.ts';
import type { GitFile } from '../git.ts';
import { ChartError, renderTemplate, withDefaults } from './chart-template.ts';

/** A chart with those that it depends on, each under the name that its values have. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  readonly files: ReadonlyMap<string, string>;
  readonly parts: ReadonlyMap<string, Chart>;
}

/** Packs the chart in a folder of a repository as source-controller does; what it depends on has to be in the repository, too. */
export function loadChart(files: readonly GitFile[], folder: string): Chart {
  const own = new Map(
    files
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(({ path, content }) => [path.slice(folder.length + 1), content]),
  );
  const text = own.get('Chart.yaml');
  if (text === undefined)
    throw new ChartError(`invalid chart reference: stat /tmp/source/${folder}: no such file or directory`);
  const metadata: unknown = parse(text);
  const dependencies = at(metadata, 'dependencies');
  const parts = (Array.isArray(dependencies) ? dependencies : []).map((dependency: unknown) => {
    const [name, repository, alias] = ['name', 'repository', 'alias'].map((key) => String(at(dependency, key) ?? ''));
    if (repository?.startsWith('file://') !== true)
      throw new ChartError(`dependency build error: the sandbox fetches no chart: ${repository}`);
    const path = posix.join(folder, repository.slice('file://'.length));
    if (!files.some((file) => file.path === `${path}/Chart.yaml`))
      throw new ChartError(`dependency build error: no chart found at '/${path}' (reference '${repository}')`);
    return [alias || name || '', loadChart(files, path)] as const;
  });
  return {
    name: String(at(metadata, 'name') ?? ''),
    version: String(at(metadata, 'version') ?? ''),
    files: own,
    parts: new Map(parts),
  };
}

const isManifest = (value: unknown): value is Manifest =>
  isTree(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string';

/** The objects that a chart makes of its own values, over which those of the chart around it go. */
export function renderChart(chart: Chart, given: Tree = {}): readonly Manifest[] {
  const values = withDefaults(parse(chart.files.get('values.yaml') ?? '{}'), given);
  const own = [...chart.files]
    .filter(([path]) => /^templates\/[^_][^/]*\.ya?ml$/.test(path))
    .flatMap(([path, content]) =>
      parseAllDocuments(renderTemplate(`${chart.name}/${path}`, content, values)).flatMap((document) => {
        const [problem] = document.errors;
        if (problem !== undefined)
          throw new ChartError(`YAML parse error on ${chart.name}/${path}: ${problem.message.split('\n')[0]}`);
        const value: unknown = document.toJS({ maxAliasCount: 100 });
        return isManifest(value) ? [value] : [];
      }),
    );
  return [...own, ...[...chart.parts].flatMap(([name, part]) => renderChart(part, asTree(values[name])))];
}
