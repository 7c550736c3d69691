import type { FileContent } from '../../cluster/spec.ts';
import type { Outcome } from '../../finding.ts';
import { at, itemsAt, type Located, type LocatedMap, textAt } from '../../manifests/source/located.ts';
import { readDocuments } from '../../manifests/source/read-documents.ts';
import type { Edited } from '../edit.ts';
import { editFile, notEditable } from '../edit-file.ts';
import { withItem } from '../pools/list-item.ts';
import { fixedPool } from './machine-fields.ts';
import { type Retyped, typeIsFixed, unchanged } from './retyped.ts';

/** What a class is given for machines of a type, by the names of its variables; the first says the type itself. */
export type TypeVariables = (type: string) => Readonly<Record<string, string>>;

/**
 * A topology with other variables. A value that pools share is changed only where no other pool goes by it; else this one gets an
 * override. What people chose otherwise than the old type would have it stays.
 */
export function retypeTopology(
  file: FileContent,
  retyped: Retyped,
  { variables, flavor }: { readonly variables: TypeVariables; readonly flavor: string | undefined },
): Outcome<Edited> {
  const { title, type, document, pool } = retyped;
  const [primary = ''] = Object.keys(variables(type));
  const found = placeIn(file, retyped, primary);
  const service = found?.list === 'machinePools' ? (fixedPool(flavor) ?? 'a machine pool') : fixedPool(flavor);
  if (service !== undefined && pool !== undefined) return { ok: false, findings: [typeIsFixed(retyped, service)] };
  const was = textAt(found?.says, 'value');
  if (was === undefined) {
    const why = `it gives its class no variable ${primary}, so that it is not known where the machine type of the ${title} stands`;
    return { ok: false, findings: [notEditable(file.path, why, document.place(document.root.at).line)] };
  }
  if (was === type) return unchanged;
  let made = file;
  for (const [name, to] of Object.entries(variables(type))) {
    const place = placeIn(made, retyped, name);
    const is = textAt(place?.says, 'value');
    if (place === undefined || is === undefined || is === to || is !== variables(was)[name]) continue;
    const outcome = withValue(made, place, name, to);
    if (!outcome.ok) return outcome;
    made = outcome.value;
  }
  const step = { what: `machine type of ${title}`, from: was, to: type };
  return { ok: true, value: { files: [made], steps: [step] }, notes: [] };
}

interface VariablePlace {
  /** Which document of the file. */
  readonly document: number;
  /** The item of the list of variables that holds for the machines. */
  readonly says: LocatedMap;
  /** Others go by it, too. */
  readonly shared: boolean;
  readonly list: string;
  readonly index: number;
  readonly pool: Located | undefined;
}

const lists = ['machineDeployments', 'machinePools'] as const;

function placeIn(file: FileContent, { cluster, pool }: Retyped, variable: string): VariablePlace | undefined {
  const { documents } = readDocuments(file);
  const document = documents.findIndex(({ kind, name }) => kind === 'Cluster' && name === cluster);
  const topology = at(documents[document]?.root, 'spec', 'topology');
  const pools = lists.flatMap((list) =>
    itemsAt(topology, 'workers', list).map((item, index) => ({ list, index, item })),
  );
  const own = pools.find(({ item }) => pool !== undefined && textAt(item, 'name') === pool);
  const holder = pool === undefined ? at(topology, 'controlPlane') : own?.item;
  const override = variableOf(at(holder, 'variables', 'overrides'), variable);
  const says = override ?? variableOf(at(topology, 'variables'), variable);
  if (says === undefined) return undefined;
  const others = pool === undefined ? [] : pools.filter((each) => each !== own);
  const shared =
    override === undefined &&
    others.some(({ item }) => variableOf(at(item, 'variables', 'overrides'), variable) === undefined);
  return { document, says, shared, list: own?.list ?? '', index: own?.index ?? 0, pool: own?.item };
}

function variableOf(list: Located | undefined, name: string): LocatedMap | undefined {
  const found = itemsAt(list).find((item) => textAt(item, 'name') === name);
  return found?.kind === 'map' ? found : undefined;
}

function withValue(
  file: FileContent,
  { document, says, shared, list, index, pool }: VariablePlace,
  name: string,
  value: string,
): Outcome<FileContent> {
  if (!shared || pool === undefined) return editFile(file, [{ at: says.at, put: { value } }]);
  if (itemsAt(pool, 'variables', 'overrides').length === 0) {
    return editFile(file, [{ at: pool.at, put: { variables: { overrides: [{ name, value }] } } }]);
  }
  const keys = ['spec', 'topology', 'workers', list, String(index), 'variables', 'overrides'];
  return withItem(file, { document, keys }, { name, value });
}
