import type { Attributes } from './access.ts';

/** What goes wrong with a request that matches. */
export type FaultAct =
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** An answer in place of the real one; nothing is carried out. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  /** The connection is cut before anything is carried out. */
  | { readonly kind: 'reset' }
  /** The request is carried out, but the connection is cut instead of the answer. */
  | { readonly kind: 'reset-after' }
  /** A watch is accepted and then says nothing, also no bookmark; other requests hang. */
  | { readonly kind: 'silent' }
  /** A watch ends, by a cut, after so many events. */
  | { readonly kind: 'cut-watch'; readonly afterEvents: number }
  /** A watch or list is told that its version is too old: as an ERROR event, or as HTTP status 410. */
  | { readonly kind: 'expired'; readonly as: 'event' | 'status' }
  /** The answer is cut in the middle of its body. */
  | { readonly kind: 'truncate' };

export interface Fault {
  /** Parts that are absent match everything. */
  readonly match?: Partial<Attributes>;
  readonly act: FaultAct;
  /** After so many requests the fault is gone; absent: until removed. */
  readonly times?: number;
}

export interface Faults {
  /** Switches a fault on until it is used up or the returned function is called. */
  add(fault: Fault): () => void;
  clear(): void;
  /** The faults that strike this request, each counted. */
  strike(attributes: Partial<Attributes>): readonly FaultAct[];
}

export const createFaults = (): Faults => {
  const armed = new Map<Fault, number>();
  const matches = (fault: Fault, attributes: Partial<Attributes>): boolean => {
    const wanted = fault.match ?? {};
    return (Object.keys(wanted) as (keyof Attributes)[]).every((key) => wanted[key] === attributes[key]);
  };
  return {
    add: (fault) => {
      armed.set(fault, fault.times ?? Number.POSITIVE_INFINITY);
      return () => armed.delete(fault);
    },
    clear: () => armed.clear(),
    strike: (attributes) =>
      [...armed].flatMap(([fault, left]) => {
        if (!matches(fault, attributes)) return [];
        if (left <= 1) armed.delete(fault);
        else armed.set(fault, left - 1);
        return [fault.act];
      }),
  };
};
