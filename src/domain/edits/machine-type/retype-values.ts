import type { Outcome } from '../../finding.ts';
import { valuesKey } from '../../manifests/packaging/helm/values.ts';
import { at, itemsAt, textAt } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import type { EditAsked, Edited } from '../edit.ts';
import { notEditable } from '../edit-file.ts';
import { carriedOut } from '../folder.ts';
import { templatesOfChart } from '../left-by-chart.ts';
import { fixedPool } from './machine-fields.ts';
import { type Retyped, typeIsFixed, unchanged } from './retyped.ts';

/** Values of a chart: it makes templates by itself, and calls them as it does. */
export function retypeValues(
  asked: EditAsked,
  documents: readonly SourceDocument[],
  { document, title, pool, type }: Retyped,
): Outcome<Edited> {
  const values = at(document.root, valuesKey);
  const flavor = textAt(values, 'flavor');
  const holder =
    pool === undefined
      ? at(values, 'controlPlane')
      : itemsAt(values, 'pools').find((each) => textAt(each, 'name') === pool);
  if (holder?.kind !== 'map') {
    return { ok: false, findings: [notEditable(document.path, `its values do not describe the ${title}`)] };
  }
  const made = fixedPool(flavor);
  if (made !== undefined && pool !== undefined) {
    return { ok: false, findings: [typeIsFixed({ cluster: asked.cluster.name, title, pool, document, type }, made)] };
  }
  const was = textAt(holder, 'machineType');
  if (was === type) return unchanged;
  const step = { what: `machine type of ${title}`, from: was ?? "the chart's own", to: type };
  const edit = { at: holder.at, put: { machineType: type } };
  const notes = templatesOfChart(asked, documents, `For the ${title}, the chart makes`);
  return carriedOut(asked.files, [{ ok: true, value: [{ path: document.path, edit, step }], notes }]);
}
