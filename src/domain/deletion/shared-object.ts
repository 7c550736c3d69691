import type { ObjectRef } from '../cluster/spec.ts';

/** An object in the folder of a cluster that others have as well: a deletion leaves it. */
export interface SharedObject extends ObjectRef {
  /** A file of the base branch that has its name. */
  readonly path: string;
  /** False: the file cannot be read, so it may have it. */
  readonly read: boolean;
}
