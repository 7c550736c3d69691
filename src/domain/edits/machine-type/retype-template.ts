import type { FileContent } from '../../cluster/spec.ts';
import type { Outcome } from '../../finding.ts';
import { at, type Located, textAt } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import { type Entries, isMapping } from '../../manifests/source/splice.ts';
import type { Edited } from '../edit.ts';
import { notEditable } from '../edit-file.ts';
import { carriedOut } from '../folder.ts';
import { machineReference, referred } from '../machine-reference.ts';
import { changedTemplate, scalarsOf } from '../machine-template.ts';
import { patchPaths } from '../patches.ts';
import { movedTo, rolledOut } from '../roll-out.ts';
import { fixedPool, groupType, type MachineFields, machineFields } from './machine-fields.ts';
import { type Retyped, typeIsFixed, unchanged } from './retyped.ts';

/** The files with a template of the other type beside the old one, and the machines made from that. */
export function retypeTemplate(
  files: readonly FileContent[],
  documents: readonly SourceDocument[],
  retyped: Retyped,
): Outcome<Edited> {
  const { title, document, type } = retyped;
  const made = fixedPool(textAt(document.root, ...infrastructure, 'kind'));
  if (made !== undefined) return { ok: false, findings: [typeIsFixed(retyped, made)] };
  const refuse = (why: string, { path, root, place }: SourceDocument = document): Outcome<Edited> => ({
    ok: false,
    findings: [notEditable(path, why, place(root.at).line)],
  });
  const machines = machineReference(document, documents);
  const template = machines?.template;
  const file = files.find(({ path }) => path === template?.path);
  if (machines === undefined) {
    const group = referred(documents, at(document.root, ...infrastructure));
    return group === undefined
      ? refuse(`the ${title} names no template of machines and no object of the folder that makes them`)
      : retypeGroup(files, retyped, group);
  }
  if (template === undefined || file === undefined) {
    return refuse(`the template that the machines of the ${title} are made from is not in the folder`);
  }
  const fields = machineFields(template.kind);
  if (fields === undefined) return refuse(`it is not known where a ${template.kind} says its machine type`, template);
  const machine = at(template.root, 'spec', 'template', 'spec');
  const patched = patchPaths(documents).has(template.path);
  const was = fields.read(machine) ?? (patched ? retyped.ofBase : undefined);
  if (was === type) return unchanged;
  const standing = valuesOf(machine);
  const says = Object.keys(fields.says(type));
  if (says.length === 0) return refuse(`"${type}" is no size of a ${template.kind}`, template);
  if (!patched && says.some((key) => !standing.has(key))) {
    return refuse(`it does not say the machine type of the ${title}`, template);
  }
  const wanted = wantedValues(fields, was, type);
  const missing = patched ? wanted.filter(({ key, from, to }) => !standing.has(key) && from !== to) : [];
  const unsaid = missing.find(({ key }) => key.startsWith('dataDisks.') && title === 'control plane');
  if (unsaid !== undefined) return refuse('its data disks stand in the base, and would need another kind', template);
  const changed = changedTemplate(
    file,
    template,
    (value, keys) => {
      const field = wanted.find(({ key }) => key === keys.slice(3).join('.'));
      return field === undefined || (field.follows && field.from !== value) ? undefined : field.to;
    },
    entriesOf(missing.filter(({ key }) => !key.startsWith('dataDisks.'))),
  );
  if (!changed.ok) return changed;
  if (changed.value === undefined) return unchanged;
  const step = { what: `machine type of ${title}`, from: was ?? 'that of the base', to: type };
  const edited = rolledOut(files, documents, [movedTo(changed.value, machines, document, files)]);
  return edited.ok ? { ...edited, value: { ...edited.value, steps: [step, ...edited.value.steps] } } : edited;
}

/** Another type of machines that one object makes: it changes in place, and its controller replaces the machines. */
function retypeGroup(
  files: readonly FileContent[],
  { title, type }: Retyped,
  { kind, name, path, root, place }: SourceDocument,
): Outcome<Edited> {
  const says = groupType(kind);
  const holder = says === undefined ? undefined : at(root, ...says.holder);
  const was = says === undefined ? undefined : textAt(holder, says.key);
  // What overrides the type names several.
  const mixed = at(root, 'spec', 'mixedInstancesPolicy') !== undefined;
  if (says === undefined || holder?.kind !== 'map' || was === undefined || mixed) {
    const why = `the ${kind} ${name}, which makes the machines of the ${title}, does not say their type in a way that is known here`;
    return { ok: false, findings: [notEditable(path, why, place(root.at).line)] };
  }
  if (was === type) return unchanged;
  const step = { what: `machine type of ${title}`, from: was, to: type };
  const change = { path, edit: { at: holder.at, put: { [says.key]: type } }, step };
  return carriedOut(files, [{ ok: true, value: [change], notes: [] }]);
}

const infrastructure = ['spec', 'template', 'spec', 'infrastructureRef'] as const;

interface WantedValue {
  /** Keys below the spec of a machine, joined with dots. */
  readonly key: string;
  readonly from: string | number | undefined;
  readonly to: string | number;
  /** Only where the template says what the old type means: anything else people chose. */
  readonly follows: boolean;
}

function wantedValues({ says, chosen }: MachineFields, was: string | undefined, type: string): readonly WantedValue[] {
  const before = was === undefined ? {} : { ...says(was), ...chosen?.(was) };
  const of = (fields: Readonly<Record<string, string | number>>, follows: boolean): readonly WantedValue[] =>
    Object.entries(fields).map(([key, to]) => ({ key, from: before[key], to, follows }));
  return [...of(says(type), false), ...of(chosen?.(type) ?? {}, true)];
}

const valuesOf = (machine: Located | undefined): ReadonlySet<string> =>
  new Set(scalarsOf(machine).map(({ keys }) => keys.join('.')));

function entriesOf(values: readonly WantedValue[]): Entries {
  let entries: Entries = {};
  for (const { key, to } of values) entries = put(entries, key.split('.'), to);
  return entries;
}

function put(entries: Entries, [key = '', ...rest]: readonly string[], value: string | number): Entries {
  if (rest.length === 0) return { ...entries, [key]: value };
  const inner = entries[key];
  return { ...entries, [key]: put(inner !== undefined && isMapping(inner) ? inner : {}, rest, value) };
}
