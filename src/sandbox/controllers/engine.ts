import type { ObjectStore } from '../kubernetes/object-store.ts';
import type { Clock } from './capi/world.ts';
import type { GitReader } from './git.ts';

export interface EngineOptions {
  readonly store: ObjectStore;
  readonly git: GitReader;
  readonly clock: Clock;
  readonly speed: number;
  readonly pollSpeed: number;
  readonly namespace: string;
}

/** A GitOps engine that is played. */
export interface PlayedEngine {
  /** The engine's own webhook: what follows the repository is looked at afresh. */
  pushed(repoUrl?: string): void;
  faults(): readonly string[];
  stop(): void;
}
