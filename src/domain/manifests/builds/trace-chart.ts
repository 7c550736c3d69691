import type { FileContent } from '../../cluster/spec.ts';
import { type Finding, fault } from '../../finding.ts';
import { at, itemsAt, textAt } from '../source/located.ts';
import { readDocuments } from '../source/read-documents.ts';
import { notBuilt } from './kustomization.ts';
import { isTooMuch, mostFiles, mostFindings, type Traced, tooMuch } from './recipe.ts';
import { resolvePath } from './resolve-path.ts';
import { obstacleAt, type SourceTree } from './source-tree.ts';

/** Charts within charts, at most this deep. */
const deepest = 5;

interface Trace {
  readonly tree: SourceTree;
  readonly files: Map<string, FileContent>;
  readonly origins: Map<string, string>;
  readonly wanted: Set<string>;
  readonly findings: Finding[];
}

/**
 * All that `helm template` of a folder would read, found without running it. Dependencies come from the repository itself: those
 * at `file://` paths are put where Helm looks for them, those that are unpacked in `charts/` are taken as they are; any other would
 * be fetched and is refused, as are links, archives, and schemas that refer to others.
 */
export function traceChart(tree: SourceTree, folder: string): Traced {
  const trace: Trace = { tree, files: new Map(), origins: new Map(), wanted: new Set(), findings: [] };
  addChart(trace, folder, folder, 0);
  const files = [...trace.files.values()];
  if (trace.findings.length > 0) return { state: 'refused', findings: trace.findings };
  if (trace.wanted.size > 0) return { state: 'incomplete', wanted: [...trace.wanted] };
  if (isTooMuch(files)) return { state: 'refused', findings: [tooMuch(folder, `${folder}/Chart.yaml`)] };
  return { state: 'ready', recipe: { tool: 'helm', folder, files, origins: trace.origins, patches: new Map() } };
}

/** Folders of the repository that the chart of a folder depends on. */
export function localDependencies(tree: SourceTree, folder: string): readonly string[] {
  const path = `${folder}/Chart.yaml`;
  const { documents } = readDocuments({ path, content: tree.files.get(path) ?? '' });
  return itemsAt(documents[0]?.root, 'dependencies').flatMap((item) => {
    const repository = textAt(item, 'repository') ?? '';
    if (!repository.startsWith('file://')) return [];
    const resolved = resolvePath(folder, repository.slice('file://'.length));
    return resolved.state === 'inside' ? [resolved.path] : [];
  });
}

/** Puts the chart of a folder to where Helm is to find it. */
function addChart(trace: Trace, from: string, to: string, depth: number): void {
  const { tree, files, origins, findings } = trace;
  // Charts can depend on charts so that their number explodes.
  if (files.size > mostFiles || findings.length >= mostFindings) return;
  const below = tree.below(from);
  for (const path of below) {
    const target = `${to}${path.slice(from.length)}`;
    if (files.has(target)) continue;
    const why = tree.unread.get(path);
    const content = tree.files.get(path);
    if (content !== undefined) {
      const schema = /(^|\/)values\.schema\.json$/.test(path) ? schemaFault(path, content) : undefined;
      if (schema !== undefined) findings.push(schema);
      files.set(target, { path: target, content });
      if (target !== path) origins.set(target, path);
    } else if (why !== undefined && (/link|submodule/.test(why) || /\/(charts|crds|templates)\//.test(path))) {
      const message = `${path} was not read: ${why}, so the chart was not built.`;
      findings.push(chartNotBuilt(path, message, 'Use plain files, and unpack charts.'));
    }
  }
  for (const chart of below.filter((path) => /(^|\/)Chart\.yaml$/.test(path))) {
    const inner = chart.slice(0, -'/Chart.yaml'.length);
    addDependencies(trace, inner, `${to}${inner.slice(from.length)}`, depth);
  }
}

function addDependencies(trace: Trace, from: string, to: string, depth: number): void {
  for (const path of [`${from}/Chart.yaml`, `${from}/requirements.yaml`]) {
    const content = trace.tree.files.get(path);
    if (content === undefined) continue;
    const { documents, findings } = readDocuments({ path, content });
    trace.findings.push(...findings);
    const [document] = documents;
    for (const item of itemsAt(document?.root, 'dependencies')) {
      if (document !== undefined) addDependency(trace, { document, item, from, to, depth });
    }
  }
}

interface Dependency {
  readonly document: Parameters<typeof notBuilt>[0];
  readonly item: ReturnType<typeof itemsAt>[number];
  readonly from: string;
  readonly to: string;
  readonly depth: number;
}

function addDependency(trace: Trace, { document, item, from, to, depth }: Dependency): void {
  const { tree, files, wanted, findings } = trace;
  const name = textAt(item, 'name') ?? '';
  const repository = textAt(item, 'repository') ?? '';
  const node = at(item, 'repository') ?? item;
  const place = document.place(node.at);
  const target = `${to}/charts/${name}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    const cure = 'Name the dependency as its Chart.yaml does.';
    findings.push(fault('manifest/build-failed', 'A dependency has no name that a chart can have.', { place, cure }));
    return;
  }
  // Unpacked beside the chart: nothing is to be fetched, whatever the address says.
  if (files.has(`${target}/Chart.yaml`)) return;
  if (!repository.startsWith('file://')) {
    const message = `The dependency ${name} comes from ${repository === '' ? 'charts/, where it is not' : `"${repository.slice(0, 200)}"`}; nothing is fetched here, so the chart was not built.`;
    findings.push(
      notBuilt(
        document,
        node.at,
        message,
        `Unpack it into charts/${name}, or refer to a chart in the repository by file://.`,
      ),
    );
    return;
  }
  const resolved = resolvePath(from, repository.slice('file://'.length));
  if (resolved.state !== 'inside' || depth >= deepest) {
    const message = `The dependency ${name} at "${repository.slice(0, 200)}" ${depth >= deepest ? 'is nested too deeply' : 'leads out of the repository'}.`;
    findings.push(fault('manifest/build-failed', message, { place, cure: 'Refer to a chart in the repository.' }));
    return;
  }
  const { path } = resolved;
  const obstacle = obstacleAt(tree, path);
  if (obstacle !== undefined) findings.push(notBuilt(document, node.at, `${obstacle}, so the chart was not built.`));
  else if (tree.files.has(`${path}/Chart.yaml`)) addChart(trace, path, target, depth + 1);
  else if (!tree.knows(path)) wanted.add(path);
  else {
    const message = `The dependency ${name} is not at "${repository.slice(0, 200)}": ${path} holds no Chart.yaml.`;
    findings.push(fault('manifest/reference-broken', message, { place, cure: 'Add the chart, or correct the path.' }));
  }
}

/** Helm loads what a schema of values refers to, from disk or network: only references within the file are let through. */
function schemaFault(path: string, content: string): Finding | undefined {
  const place = { path, line: 1 };
  let outside: string | undefined;
  try {
    JSON.parse(content.replace(/^\ufeff/, ''), (key, value: unknown) => {
      const isReference =
        /^\$(ref|dynamicRef|recursiveRef)$/.test(key) && !(typeof value === 'string' && value.startsWith('#'));
      const isDialect = key === '$schema' && !/^https?:\/\/json-schema\.org\/[a-z0-9/-]{1,40}#?$/.test(String(value));
      if (isReference || isDialect) outside = String(value);
      return value;
    });
  } catch {
    return fault('manifest/build-failed', 'The schema of values is not JSON.', { place, cure: 'Correct the JSON.' });
  }
  if (outside === undefined) return undefined;
  const message = `The schema of values refers to "${outside.slice(0, 200)}", which Helm would load; so the chart was not built.`;
  return chartNotBuilt(path, message, 'Refer within the file only.');
}

function chartNotBuilt(path: string, message: string, cure: string): Finding {
  return { code: 'manifest/not-checked', severity: 'warning', message, place: { path, line: 1 }, cure };
}
