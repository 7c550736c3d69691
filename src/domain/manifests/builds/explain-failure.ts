import { type Finding, fault, type Place } from '../../finding.ts';
import { clip } from '../../text/budget.ts';
import { visibleLine } from '../../text/characters.ts';
import { redact } from '../../text/redact.ts';
import type { Recipe } from './recipe.ts';

/**
 * What kustomize or Helm complained of, as a finding at the place that the complaint names. A chart that is no cluster by itself may
 * leave what its schema asks for to those who use it: it is said not to be checked.
 */
export function explainFailure(recipe: Recipe, marker: string, complaint: string, isCluster: boolean): Finding {
  if (!isCluster && recipe.tool === 'helm' && lacksValues.test(complaint)) {
    const message = `${recipe.folder} was not checked: no cluster here uses the chart, and its own values are less than its values.schema.json asks for.`;
    const cure = 'Check it together with a cluster that uses it.';
    return { code: 'manifest/not-checked', severity: 'warning', message, place: { path: marker, line: 1 }, cure };
  }
  const start = complaint.search(/^Error:/m);
  const words = (start < 0 ? complaint : complaint.slice(start + 'Error:'.length)).slice(0, 10_000).split(/\s+/);
  const said = clip(visibleLine(redact(words.join(' ').trim())), 600);
  const place = placeIn(recipe, complaint) ?? { path: marker, line: 1 };
  return fault(
    'manifest/build-failed',
    `${recipe.tool} cannot build ${recipe.folder}: ${said || 'it gave no reason'}`,
    { place },
  );
}

/** As Helm says it of values that a schema refuses. */
const lacksValues = /^Error: values don't meet the specifications of the schema/m;

/** `chart/templates/x.yaml:3:7` as Helm says it, `yaml: line 3: … in File: x.yaml` as kustomize does. */
function placeIn({ tool, folder, files, origins }: Recipe, complaint: string): Place | undefined {
  const text = complaint.slice(0, 10_000);
  if (tool === 'helm') {
    const [, inner, line, column] =
      /[\w.-]+\/((?:charts\/[\w.-]+\/)*(?:templates\/[\w./-]+|values\.yaml|Chart\.yaml))(?::(\d{1,6}))?(?::(\d{1,6}))?/.exec(
        text,
      ) ?? [];
    const written = files.find(({ path }) => path === `${folder}/${inner}`)?.path;
    if (written === undefined) return undefined;
    const path = origins.get(written) ?? written;
    return { path, line: Number(line ?? 1), ...(column === undefined ? {} : { column: Number(column) }) };
  }
  const [, name] =
    /in File: (\S{1,500}?)['":,]*(?:\s|$)/.exec(text) ??
    /from '([^'\s]{1,500})'|^path: (\S{1,500})$/m.exec(text)?.filter((each) => each !== undefined) ??
    [];
  if (name === undefined) return undefined;
  const path = files.find(
    (each) => each.path === name || each.path.endsWith(`/${name.replace(/^(\.\.?\/)+/, '')}`),
  )?.path;
  const line = /yaml: line (\d{1,6})/.exec(text)?.[1];
  return path === undefined ? undefined : { path, line: Number(line ?? 1) };
}
