import type { FileContent } from '../cluster/spec.ts';
import { referenceTo } from '../deletion/removed-objects.ts';
import { type Finding, fault, type Outcome } from '../finding.ts';
import { type Located, textAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';
import type { Change, Changes, Edited, Step } from './edit.ts';
import { carriedOut, documentsOf } from './folder.ts';
import type { MachineReference } from './machine-reference.ts';
import { type ChangedTemplate, changedTemplate, withTemplate } from './machine-template.ts';
import { patchPaths } from './patches.ts';

/** Changes of files, and the templates that they then need. */
export interface Move {
  readonly changes: readonly Change[];
  readonly templates: readonly ChangedTemplate[];
}

/** The files after all moves: new templates stand beside the old ones, or instead of them where a patch gives the name. */
export function rolledOut(
  files: readonly FileContent[],
  documents: readonly SourceDocument[],
  moves: readonly Outcome<Move>[],
): Outcome<Edited> {
  const changes = moves.map((move): Changes => (move.ok ? { ...move, value: move.value.changes } : move));
  const edited = carriedOut(files, changes);
  if (!edited.ok) return edited;
  const templates = moves.flatMap((move) => (move.ok ? move.value.templates : []));
  const instead = patchPaths(documents);
  const made = files.map((file) => {
    const own = edited.value.files.find(({ path }) => path === file.path) ?? file;
    return templates
      .filter(({ path }) => path === file.path)
      .reduce((each, template) => withTemplate(each, template, instead.has(template.path)), own);
  });
  const changed = made.filter((file, index) => file.content !== files[index]?.content);
  return {
    ok: true,
    value: {
      files: changed,
      steps: [...edited.value.steps, ...uniqueSteps(templates)],
      leavesTemplates: templates.length > 0,
    },
    notes: [...edited.notes, ...leftOver(made, templates, instead)],
  };
}

/** Old templates that nothing in the files refers to any more: machines are made from them until the last is replaced. */
function leftOver(
  files: readonly FileContent[],
  templates: readonly ChangedTemplate[],
  instead: ReadonlySet<string>,
): readonly Finding[] {
  const documents = documentsOf(files);
  const stands = documents.ok ? documents.value : [];
  const namespace = stands.map((each) => each.namespace ?? textAt(each.root, 'namespace')).find(Boolean);
  const where = namespace === undefined ? '' : ` --namespace ${namespace}`;
  const unused = [...new Map(templates.map((each) => [`${each.kind} ${each.oldName}`, each])).values()].filter(
    ({ kind, oldName }) => !stands.some(({ root }) => referenceTo(root, { kind, name: oldName }) !== undefined),
  );
  return unused.map(({ kind, oldName, path }) => {
    const message = instead.has(path)
      ? `${kind} ${oldName} leaves Git, and stays in the management cluster until the last machine made from it is replaced.`
      : `${kind} ${oldName} stays in ${path}: machines are made from it until the last of them is replaced.`;
    const then = instead.has(path)
      ? 'ClusterOps then deletes it there'
      : 'When nothing refers to it any more, /remove-templates follows by itself and opens the pull request that takes it out';
    const first = instead.has(path) ? '' : `take its document out of ${path}, and `;
    const cure = `${then}. Where no management cluster is connected, ${first}delete it yourself after the roll-out.`;
    const commands = [`kubectl delete ${kind.toLowerCase()} ${oldName}${where}`];
    return { ...fault('cluster/template-stays', message, { cure }), severity: 'notice', commands };
  });
}

/** Machines are made from another template: what names the old one follows, in their own object and in how they join. */
export function movedTo(
  template: ChangedTemplate,
  { holder, bootstrap }: MachineReference,
  { path, root }: SourceDocument,
  files: readonly FileContent[],
): Outcome<Move> {
  const refer: Change = { path, edit: { at: holder.at, put: { name: template.name } } };
  const [from, to] = [template.oldName, template.name].map(azureSettings);
  const inPlace = holdersOf(root, from).map(
    ({ at, key }): Change => ({ path, edit: { at, put: { [key]: to ?? '' } } }),
  );
  const join = bootstrap?.template;
  const file = files.find((each) => each.path === join?.path);
  const joined =
    join === undefined || file === undefined
      ? undefined
      : changedTemplate(file, join, (text) => (text === from ? to : undefined));
  if (joined?.ok === false) return joined;
  const follows = joined?.value;
  if (bootstrap === undefined || follows === undefined) {
    return { ok: true, value: { changes: [refer, ...inPlace], templates: [template] }, notes: [] };
  }
  const joins: Change = { path, edit: { at: bootstrap.holder.at, put: { name: follows.name } } };
  return { ok: true, value: { changes: [refer, ...inPlace, joins], templates: [template, follows] }, notes: [] };
}

/** The Secret that Cluster API Provider Azure writes for each machine template, which its machines read when they start. */
const azureSettings = (template: string): string => `${template}-azure-json`;

/** Where mappings say a text. */
function holdersOf(node: Located, text: string | undefined): readonly { readonly at: number; readonly key: string }[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap((item) => holdersOf(item, text));
  return [...node.entries].flatMap(([key, { value }]) =>
    value.kind === 'scalar' ? (value.value === text ? [{ at: node.at, key }] : []) : holdersOf(value, text),
  );
}

function uniqueSteps(templates: readonly ChangedTemplate[]): readonly Step[] {
  const steps = templates.map(({ kind, oldName, name }) => ({ what: kind, from: oldName, to: name }));
  return [...new Map(steps.map((step) => [`${step.what} ${step.to}`, step])).values()];
}
