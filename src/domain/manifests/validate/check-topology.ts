import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, itemsAt, type Located, textAt, toJson } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { checkTopologyZones } from './check-topology-zones.ts';
import { checkValue } from './check-value.ts';
import { complaint } from './complaint.ts';
import { groupOf } from './folder.ts';
import type { StructuralSchema } from './schema.ts';

const group = 'cluster.x-k8s.io';

export function isClass(document: SourceDocument): boolean {
  return document.kind === 'ClusterClass' && groupOf(document) === group;
}

export function hasTopology(document: SourceDocument): boolean {
  return (
    document.kind === 'Cluster' && groupOf(document) === group && at(document.root, 'spec', 'topology') !== undefined
  );
}

/** What is known beside the classes themselves. */
export interface KnownClasses {
  /** Classes that are taken away. */
  readonly removed?: readonly SourceDocument[];
  /** What classes make infrastructure and control planes of. */
  readonly templates?: readonly SourceDocument[];
}

/** What is wrong with a cluster in the eyes of its class, when the class is among those that are known here or that are removed. */
export function checkTopology(
  cluster: SourceDocument,
  classes: readonly SourceDocument[],
  { removed = [], templates = [] }: KnownClasses = {},
): readonly Finding[] {
  const topology = at(cluster.root, 'spec', 'topology');
  const [name, node] = classNameOf(topology);
  if (name === undefined) return [];
  const found = classOf(cluster, classes);
  if (found === undefined) {
    const gone = classOf(cluster, removed);
    if (gone !== undefined) {
      const message = `its class "${name}" is removed from ${gone.path}.`;
      const cure = 'Keep the class until no cluster is of it.';
      return [complaint(cluster, node, { code: 'manifest/reference-broken', message, cure })];
    }
    const meant = didYouMean(
      name,
      within(cluster, classes).flatMap((each) => each.name ?? []),
    );
    if (meant === undefined) return [];
    const message = `its class "${name}" is not among the files.`;
    return [complaint(cluster, node, { code: 'manifest/reference-broken', message, cure: `Did you mean "${meant}"?` })];
  }
  return [
    ...checkVariables(cluster, itemsAt(topology, 'variables'), found, topology),
    ...['machineDeployments', 'machinePools'].flatMap((list) =>
      itemsAt(topology, 'workers', list).flatMap((pool) => [
        ...checkPoolClass(cluster, pool, list, found),
        ...checkVariables(cluster, itemsAt(pool, 'variables', 'overrides'), found),
      ]),
    ),
    ...checkVariables(cluster, itemsAt(topology, 'controlPlane', 'variables', 'overrides'), found),
    ...checkTopologyZones(cluster, found, templates),
  ];
}

/** The class of a cluster among those that are known, by name and namespace. */
export function classOf(cluster: SourceDocument, classes: readonly SourceDocument[]): SourceDocument | undefined {
  const [name] = classNameOf(at(cluster.root, 'spec', 'topology'));
  return name === undefined ? undefined : within(cluster, classes).find((each) => each.name === name);
}

/** The classes that may be in the namespace in which a cluster looks for its own. */
function within(cluster: SourceDocument, classes: readonly SourceDocument[]): readonly SourceDocument[] {
  const topology = at(cluster.root, 'spec', 'topology');
  const namespace =
    textAt(topology, 'classRef', 'namespace') ?? textAt(topology, 'classNamespace') ?? cluster.namespace;
  return classes.filter(
    (each) => each.namespace === undefined || namespace === undefined || each.namespace === namespace,
  );
}

function classNameOf(topology: Located | undefined): readonly [string | undefined, Located | undefined] {
  const node = at(topology, 'classRef', 'name') ?? at(topology, 'class');
  return [textAt(node), node];
}

function checkPoolClass(
  cluster: SourceDocument,
  pool: Located,
  list: string,
  { name: className, root }: SourceDocument,
): readonly Finding[] {
  const node = at(pool, 'class');
  const name = textAt(node);
  const names = itemsAt(root, 'spec', 'workers', list).flatMap((each) => textAt(each, 'class') ?? []);
  if (name === undefined || names.includes(name)) return [];
  const meant = didYouMean(name, names);
  const cure =
    meant !== undefined ? `Did you mean "${meant}"?` : `Use one of ${names.slice(0, 6).join(', ') || 'another list'}.`;
  const message = `the ClusterClass ${className ?? ''} has no "${name}" among its ${list}.`;
  return [complaint(cluster, node, { code: 'manifest/reference-broken', message, cure })];
}

/** Variables by the schemas of their class. With `whole`, those that are required must be there. */
function checkVariables(
  cluster: SourceDocument,
  given: readonly Located[],
  { name: className, root }: SourceDocument,
  whole?: Located,
): readonly Finding[] {
  const defined = itemsAt(root, 'spec', 'variables');
  const names = defined.flatMap((each) => textAt(each, 'name') ?? []);
  const findings = given.flatMap((variable): readonly Finding[] => {
    const node = at(variable, 'name');
    const name = textAt(node);
    if (name === undefined) return [];
    const definition = defined.find((each) => textAt(each, 'name') === name);
    if (definition === undefined) {
      const meant = didYouMean(name, names);
      const cure = meant === undefined ? 'Remove it, or define it in the class.' : `Did you mean "${meant}"?`;
      const message = `the ClusterClass ${className ?? ''} has no variable "${name}".`;
      return [complaint(cluster, node, { code: 'manifest/field-unknown', message, cure })];
    }
    const value = at(variable, 'value');
    const schema = at(definition, 'schema', 'openAPIV3Schema');
    if (value === undefined || schema === undefined) return [];
    const faults: Finding[] = [];
    checkValue(value, toJson(schema) as StructuralSchema, name, ({ code, at: offset, message, cure }) => {
      const where = { ...variable, at: offset };
      if (faults.length < 10) faults.push(complaint(cluster, where, { code, message: `variable ${message}`, cure }));
    });
    return faults;
  });
  if (whole === undefined) return findings;
  const has = new Set(given.map((each) => textAt(each, 'name')));
  const missing = defined.flatMap((each) => {
    const name = textAt(each, 'name');
    const required = at(each, 'required');
    const isRequired = required?.kind === 'scalar' && required.value === true;
    const hasDefault = at(each, 'schema', 'openAPIV3Schema', 'default') !== undefined;
    return name === undefined || has.has(name) || !isRequired || hasDefault ? [] : [name];
  });
  return [
    ...findings,
    ...missing.map((name) =>
      complaint(cluster, at(whole, 'variables') ?? whole, {
        code: 'manifest/field-missing',
        message: `the variable "${name}", which the ClusterClass ${className ?? ''} requires, is missing.`,
        cure: `Add it to spec.topology.variables.`,
      }),
    ),
  ];
}
