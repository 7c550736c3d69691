import type { KubeObject } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import type { CachedGit } from '../git.ts';
import type { Tracking } from './tracking.ts';

export interface ApplicationWorld {
  readonly store: ObjectStore;
  readonly tracking: Tracking;
  readonly git: CachedGit;
  readonly now: () => number;
  /** How many times faster than usual time passes. */
  readonly speed: number;
  /** Comes back to the Application after so many milliseconds of usual time. */
  readonly again: (application: KubeObject, milliseconds: number) => void;
}

/** Why an Application is looked at; a `requested` or `pushed` one asks Git afresh. */
export interface Occasion {
  readonly force: boolean;
}
