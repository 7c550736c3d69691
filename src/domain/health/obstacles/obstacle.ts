import type { ObservedObject } from '../objects.ts';

/** The way to readiness, in its order. */
export type Stage =
  | 'deletion'
  | 'pause'
  | 'generation'
  | 'infrastructure'
  | 'control plane'
  | 'control plane machines'
  | 'workers'
  | 'roll-out'
  | 'add-ons'
  | 'availability'
  | 'application'
  | 'confirmation';

/** One thing that keeps a cluster from being ready. */
export interface Obstacle {
  readonly stage: Stage;
  /** One plain sentence. */
  readonly text: string;
  /** When the stage began, where the objects tell, in milliseconds since the epoch. */
  readonly since?: number;
}

export const named = ({ kind, name }: Pick<ObservedObject, 'kind' | 'name'>): string => `${kind} ${name}`;
export const machinesOf = (count: number): string => (count === 1 ? '1 machine' : `${count} machines`);
/** To spread into an obstacle. */
export const beginning = (since: number | undefined): { since?: number } => (since === undefined ? {} : { since });
/** `: words.`, or a full stop where there are none. */
export const saying = (words: string | undefined): string => (words ? `: ${words.replace(/\.$/, '')}.` : '.');
