import { at, type Located, type LocatedMap, textAt } from '../manifests/source/located.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';

/** A template that something refers to, and the mapping whose `name` refers to it. */
interface Reference {
  readonly holder: LocatedMap;
  /** Absent when the folder does not have it. */
  readonly template?: SourceDocument;
}

/** The template that machines are made from. */
export interface MachineReference extends Reference {
  /** How they join, where a template of its own says it. */
  readonly bootstrap?: Reference;
}

/**
 * What the machines of a control plane or of a pool are made from; undefined where it is no template: what a provider's service makes
 * pools from changes in place.
 */
export function machineReference(
  { root }: SourceDocument,
  documents: readonly SourceDocument[],
): MachineReference | undefined {
  const spec = at(root, 'spec');
  const machines =
    at(spec, 'machineTemplate', 'spec', 'infrastructureRef') ??
    at(spec, 'machineTemplate', 'infrastructureRef') ??
    // Control planes of Talos, and of K3s in its first version.
    at(spec, 'infrastructureTemplate') ??
    at(spec, 'template', 'spec', 'infrastructureRef');
  const bootstrap = reference(at(spec, 'template', 'spec', 'bootstrap', 'configRef'), documents);
  const found = reference(machines, documents);
  return found === undefined ? undefined : { ...found, ...(bootstrap === undefined ? {} : { bootstrap }) };
}

function reference(holder: Located | undefined, documents: readonly SourceDocument[]): Reference | undefined {
  if (holder?.kind !== 'map' || textAt(holder, 'kind')?.endsWith('Template') !== true) return undefined;
  const template = referred(documents, holder);
  return { holder, ...(template === undefined ? {} : { template }) };
}

/** The object of the folder that a reference names. */
export function referred(
  documents: readonly SourceDocument[],
  reference: Located | undefined,
): SourceDocument | undefined {
  const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
  return documents.find((each) => name !== undefined && each.kind === kind && each.name === name);
}
