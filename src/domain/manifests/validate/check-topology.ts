import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { checkValue } from './check-value.ts';
import { groupOf } from './folder.ts';
import { toSchema } from './located-schema.ts';

/** The ClusterClasses in files. */
export function classesIn(files: readonly FileContent[]): readonly SourceDocument[] {
  return files
    .filter(({ path, content }) => /\.ya?ml$/.test(path) && /^kind:\s*["']?ClusterClass\b/m.test(content))
    .flatMap((file) => readDocuments(file).documents)
    .filter((each) => each.kind === 'ClusterClass' && groupOf(each) === 'cluster.x-k8s.io');
}

/** What a Cluster asks of its ClusterClass, where the class is in the repository: variables, their values, and classes of workers. */
export function checkTopologies(
  documents: readonly SourceDocument[],
  classes: readonly SourceDocument[],
): readonly Finding[] {
  return documents
    .filter((each) => each.kind === 'Cluster' && groupOf(each) === 'cluster.x-k8s.io')
    .flatMap((each) => {
      const topology = at(each.root, 'spec', 'topology');
      const name = textAt(topology, 'classRef', 'name') ?? textAt(topology, 'class');
      const found = classes.find((one) => one.name === name);
      if (topology === undefined || found === undefined) return [];
      return [...checkVariables(each, topology, found), ...checkWorkers(each, topology, found)];
    });
}

function checkVariables(cluster: SourceDocument, topology: Located, found: SourceDocument): readonly Finding[] {
  const defined = new Map(
    itemsAt(found.root, 'spec', 'variables').flatMap((item) => {
      const name = textAt(item, 'name');
      return name === undefined ? [] : [[name, item] as const];
    }),
  );
  const given = itemsAt(topology, 'variables');
  const findings: Finding[] = [];
  for (const item of given) {
    const name = textAt(item, 'name') ?? '';
    const definition = defined.get(name);
    const value = at(item, 'value');
    if (definition === undefined) {
      const meant = didYouMean(name, [...defined.keys()]);
      const cure =
        meant === undefined ? `It has ${[...defined.keys()].join(', ') || 'none'}.` : `Did you mean "${meant}"?`;
      findings.push(
        wrong(
          cluster,
          at(item, 'name') ?? item,
          `The ClusterClass ${found.name ?? ''} has no variable "${name}".`,
          cure,
        ),
      );
      continue;
    }
    const schema = toSchema(at(definition, 'schema', 'openAPIV3Schema'));
    if (value === undefined) continue;
    checkValue(value, schema, name, (fault) => {
      findings.push({
        code: fault.code,
        severity: 'error',
        message: `Variable ${fault.message}`,
        place: cluster.place(fault.at),
        cure: fault.cure,
      });
    });
  }
  const names = given.map((item) => textAt(item, 'name'));
  for (const [name, definition] of defined) {
    const required = at(definition, 'required');
    const needed = required?.kind === 'scalar' && required.value === true;
    const preset = at(definition, 'schema', 'openAPIV3Schema', 'default') !== undefined;
    if (!needed || preset || names.includes(name)) continue;
    findings.push(
      wrong(
        cluster,
        at(topology, 'variables') ?? topology,
        `The ClusterClass ${found.name ?? ''} needs the variable "${name}".`,
        `Add ${name} to spec.topology.variables.`,
      ),
    );
  }
  return findings;
}

function checkWorkers(cluster: SourceDocument, topology: Located, found: SourceDocument): readonly Finding[] {
  return ['machineDeployments', 'machinePools'].flatMap((kind) => {
    const known = itemsAt(found.root, 'spec', 'workers', kind).flatMap((item) => textAt(item, 'class') ?? []);
    return itemsAt(topology, 'workers', kind).flatMap((item) => {
      const name = textAt(item, 'class');
      if (name === undefined || known.includes(name)) return [];
      const meant = didYouMean(name, known);
      const cure = meant === undefined ? `It has ${known.join(', ') || 'none'}.` : `Did you mean "${meant}"?`;
      return [
        wrong(
          cluster,
          at(item, 'class') ?? item,
          `The ClusterClass ${found.name ?? ''} has no class "${name}" of ${kind}.`,
          cure,
        ),
      ];
    });
  });
}

function wrong(cluster: SourceDocument, node: Located, message: string, cure: string): Finding {
  return {
    code: 'manifest/reference-broken',
    severity: 'error',
    message: `Cluster ${cluster.name ?? ''}: ${message}`,
    place: cluster.place(node.at),
    cure,
  };
}
