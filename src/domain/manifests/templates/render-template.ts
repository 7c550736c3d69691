import type { ClusterSpec, FileContent, ObjectRef, TemplateUse } from '../../cluster/spec.ts';
import { type Finding, fault, type Outcome, type Place } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { secretInGit } from '../validate/check-document.ts';
import { splitVersion } from '../validate/folder.ts';
import { markObjects } from './mark.ts';
import type { TemplateNode } from './parse.ts';
import { sameShape } from './shape.ts';
import { readTemplate, substitute, type TemplateVariable } from './substitute.ts';
import { clusterVariables } from './variables.ts';

/** No larger template is read. */
const largest = 1024 * 1024;
/** Stands for what a command says while the template's own promise is looked at. */
const inert = 'clusteropsinert';

export interface RenderedTemplate {
  readonly file: FileContent;
  readonly objects: readonly ObjectRef[];
}

/**
 * A cluster made from a clusterctl template of the repository, with the meaning of `clusterctl generate cluster --from`. The
 * objects are held to what the template promises by itself: no value of a command adds an object, a key or an item, or moves
 * one to another kind or namespace.
 */
export function renderTemplate(
  spec: ClusterSpec,
  use: TemplateUse,
  source: string | undefined,
  folder: string,
): Outcome<RenderedTemplate> {
  const refuse = (...findings: readonly Finding[]): Outcome<RenderedTemplate> => ({ ok: false, findings });
  if (source === undefined) return refuse(fault('template/missing', `There is no file "${use.path}".`));
  if (source.length > largest) {
    return refuse(
      fault('manifest/too-large', `The template ${use.path} is larger than 1 MiB.`, {
        place: { path: use.path, line: 1 },
      }),
    );
  }
  const template = readTemplate(source);
  const place = placesIn(use.path, template.text);
  if (!template.ok) {
    return refuse(
      fault('template/syntax', `The template cannot be read: ${template.fault.problem}.`, {
        place: place(template.fault.at),
      }),
    );
  }
  const own = clusterVariables(spec);
  const values = { ...own, ...use.configured, ...use.asked };
  const wrong = [...missing(template.variables, values, place), ...unknown(template.variables, use), ...unsafe(use)];
  if (wrong.length > 0) return refuse(...wrong);

  const real = documentsOf(template, values, use.path);
  if (!real.ok) return real;
  const promised = documentsOf(template, { ...values, ...mapped(use.asked, () => inert) }, use.path);
  if (!promised.ok) return promised;
  const changed = injected(promised.value.documents, real.value.documents, use);
  if (changed.length > 0) return refuse(...changed);

  const text = markObjects(real.value.text, spec);
  if (text === undefined) {
    return refuse(
      fault('template/object-unexpected', 'An object of the template has metadata that cannot be added to.', {
        place: { path: use.path, line: 1 },
      }),
    );
  }
  const file = { path: `${folder}/cluster.yaml`, content: text };
  const { documents } = readDocuments(file);
  const faults = checkObjects(documents, spec, use.path);
  if (faults.length > 0) return refuse(...faults);
  return { ok: true, value: { file, objects: documents.map(refOf) }, notes: shared(documents, spec) };
}

interface Documents {
  readonly text: string;
  readonly documents: readonly SourceDocument[];
}

function documentsOf(
  { nodes }: { readonly nodes: readonly TemplateNode[] },
  values: Readonly<Record<string, string>>,
  path: string,
): Outcome<Documents> {
  const result = substitute(nodes, (name) => (Object.hasOwn(values, name) ? values[name] : undefined));
  if ('fault' in result)
    return {
      ok: false,
      findings: [
        fault('template/syntax', `The template cannot be rendered: ${result.fault.problem}.`, {
          place: { path, line: 1 },
        }),
      ],
    };
  const { documents, findings } = readDocuments({ path, content: result.text });
  // Places in what was rendered are near those of the template, and the best that there are.
  return findings.length > 0
    ? { ok: false, findings }
    : { ok: true, value: { text: result.text, documents }, notes: [] };
}

function placesIn(path: string, text: string): (offset: number) => Place {
  return (offset) => {
    const before = text.slice(0, offset).split('\n');
    return { path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
}

/** Every variable without a value, once for each place where it is used, at most twenty each. */
function missing(
  variables: readonly TemplateVariable[],
  values: Readonly<Record<string, string>>,
  place: (offset: number) => Place,
): readonly Finding[] {
  return variables
    .filter(({ name, otherwise }) => otherwise === undefined && !Object.hasOwn(values, name))
    .map(({ name, uses }) => {
      const places = uses.map(place);
      const lines = [...new Set(places.map(({ line }) => line))].slice(0, 20).join(', ');
      const [first] = places;
      return fault('template/variable-missing', `The template needs a value for ${name} (line ${lines}).`, {
        cure: `Give it with the command, ${name}=value, or in the configuration.`,
        ...(first === undefined ? {} : { place: first }),
      });
    });
}

/** Names that a command gives and the template has not. What the configuration gives may be for other templates. */
function unknown(variables: readonly TemplateVariable[], { asked, path }: TemplateUse): readonly Finding[] {
  const names = variables.map(({ name }) => name);
  return Object.keys(asked)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = didYouMean(name, names);
      const cure = meant === undefined ? `It has ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
      return fault('template/variable-unknown', `The template ${path} has no variable ${name}.`, { cure });
    });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const opening = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\$\{|\{\{/;

function unsafe({ asked }: TemplateUse): readonly Finding[] {
  return Object.entries(asked)
    .filter(([, value]) => opening.test(value))
    .map(([name]) => fault('template/value-invalid', `The value of ${name} holds a control character, "\${" or "{{".`));
}

/** What the values of the command change beside the words that they stand in. */
function injected(
  promised: readonly SourceDocument[],
  real: readonly SourceDocument[],
  { asked, path }: TemplateUse,
): readonly Finding[] {
  const names = Object.keys(asked).join(', ');
  const cure = `Use plain words for ${names}.`;
  if (promised.length !== real.length) {
    const message = `With the values of the command, the template ${path} makes ${real.length} objects instead of ${promised.length}.`;
    return [fault('template/value-invalid', message, { cure })];
  }
  const holds = (key: string): boolean => key.toLowerCase().includes(inert);
  return promised.flatMap((expected, index) => {
    const made = real[index];
    const same =
      made !== undefined &&
      made.apiVersion === expected.apiVersion &&
      made.kind === expected.kind &&
      made.namespace === expected.namespace &&
      sameShape(expected.root, made.root, holds);
    if (same) return [];
    const message = `A value of the command changes how ${expected.kind ?? 'an object'} ${expected.name ?? ''} of the template ${path} is built.`;
    return [fault('template/value-invalid', message, { cure })];
  });
}

function checkObjects(documents: readonly SourceDocument[], spec: ClusterSpec, path: string): readonly Finding[] {
  const unexpected = (message: string): Finding =>
    fault('template/object-unexpected', message, { place: { path, line: 1 } });
  const findings: Finding[] = [];
  const clusters = documents.filter(
    ({ kind, apiVersion }) => kind === 'Cluster' && splitVersion(apiVersion)[0] === 'cluster.x-k8s.io',
  );
  if (clusters.length !== 1 || clusters[0]?.name !== spec.name) {
    const made = clusters.map(({ name }) => name ?? '').join(', ') || 'none';
    findings.push(unexpected(`The template must make one Cluster of the name ${spec.name}, and makes ${made}.`));
  }
  for (const document of documents) {
    const { kind = '', name, namespace, apiVersion } = document;
    if (kind === '' || apiVersion === undefined || name === undefined) {
      findings.push(unexpected('A document of the template is no object with apiVersion, kind and a name.'));
    }
    if (namespace !== undefined && namespace !== spec.namespace) {
      findings.push(
        unexpected(`${kind} ${name ?? ''} is for the namespace ${namespace}, and the cluster for ${spec.namespace}.`),
      );
    }
    const secret = secretInGit(document);
    if (secret !== undefined) findings.push({ ...secret, place: { path, line: 1 } });
  }
  return findings;
}

/** Objects whose names another cluster of the template would have, too. */
function shared(documents: readonly SourceDocument[], spec: ClusterSpec): readonly Finding[] {
  return documents
    .filter(({ name }) => name !== undefined && name !== spec.name && !name.startsWith(`${spec.name}-`))
    .map(({ kind, name }) => ({
      code: 'template/object-unexpected',
      severity: 'warning',
      message: `${kind} ${name} does not carry the name of the cluster: all clusters of the template share it.`,
      cure: 'Begin its name with ${CLUSTER_NAME}- in the template.',
    }));
}

function refOf({ apiVersion, kind = '', name = '', namespace }: SourceDocument): ObjectRef {
  const [group, version] = splitVersion(apiVersion);
  return { group, version, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function mapped(values: Readonly<Record<string, string>>, to: () => string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, to()]));
}
