import { at, toJson } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';

/** What a rehearsal is about, and where it may take place. */
export interface Occasion {
  readonly objects: readonly SourceDocument[];
  /** Where objects go that name no namespace. */
  readonly namespace: string;
  /** The namespaces that the server lets repositories use; empty: any. */
  readonly allowed: readonly string[];
}

export interface Choice {
  readonly asked: readonly SourceDocument[];
  /** Not to be asked about, by the reason. */
  readonly left: ReadonlyMap<string, readonly SourceDocument[]>;
}

/** Larger changes are rehearsed in part: each object costs the API server a request. */
const most = 300;

/** Chooses the objects of a change to ask the API server about. What has no name or kind is an error already and is passed over. */
export function chooseObjects({ objects, namespace, allowed }: Occasion): Choice {
  const asked: SourceDocument[] = [];
  const left = new Map<string, SourceDocument[]>();
  for (const object of objects) {
    if (object.root.kind !== 'map' || object.apiVersion === undefined || object.kind === undefined) continue;
    const home = object.namespace ?? namespace;
    const why = reasonAgainst(object, allowed.length === 0 || allowed.includes(home) ? undefined : home, asked.length);
    if (why === undefined) asked.push(object);
    else left.set(why, [...(left.get(why) ?? []), object]);
  }
  return { asked, left };
}

function reasonAgainst(object: SourceDocument, foreign: string | undefined, before: number): string | undefined {
  const { root, apiVersion, kind, name } = object;
  // The answer to a rehearsal holds the object that is there.
  if (apiVersion === 'v1' && kind === 'Secret') return 'Secrets are never asked about';
  if (at(root, 'sops', 'mac') !== undefined) return 'what SOPS encrypted is read by the engine alone';
  if (name === undefined) return 'an object without a name cannot be asked about';
  if (foreign !== undefined) return `the namespace ${foreign} is not one of this server (CLUSTER_NAMESPACES)`;
  return before >= most ? `no more than ${most} objects are asked about at once` : undefined;
}

/** The object as it is sent. */
export function manifestOf({ root }: SourceDocument): Readonly<Record<string, unknown>> {
  return toJson(root) as Readonly<Record<string, unknown>>;
}
