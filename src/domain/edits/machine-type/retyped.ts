import { type Finding, fault, type Outcome } from '../../finding.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import type { Edited } from '../edit.ts';

/** Machines that get another type. */
export interface Retyped {
  readonly cluster: string;
  /** The pool's short name; of the control plane, nothing. */
  readonly pool?: string;
  /** As people read it: `control plane`, `pool md-0`. */
  readonly title: string;
  /** Where it stands: the object of the control plane or of the pool, a Cluster with a topology, the values of a chart. */
  readonly document: SourceDocument;
  readonly type: string;
  /** The type of the base, where an overlay says none. */
  readonly ofBase?: string;
}

export const unchanged: Outcome<Edited> = { ok: true, value: { files: [], steps: [] }, notes: [] };

/** The service of the provider makes the machines, and cannot change them: `what` is what they are to it. */
export function typeIsFixed({ cluster, pool = '', type, document: { root, place } }: Retyped, what: string): Finding {
  const message = `pool ${pool} is ${what}, whose machine type cannot change.`;
  const cure = `Use /add-pool ${cluster} pool=… workers=… machine-type=${type}, and once its machines are there /remove-pool ${cluster} pool=${pool}.`;
  return fault('cluster/machine-type-fixed', message, { cure, place: place(root.at) });
}
