import { catalogue, type ErrorCode } from '../errors.ts';

/** Where in a text or a repository something was seen. Lines and columns count from 1. */
export interface Place {
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
}

/** One thing that is wrong with what a person gave us: an expected outcome, never thrown. */
export interface Finding {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning' | 'notice';
  /** What is wrong, in one sentence, with the offending word quoted. Plain text: the report encodes it. */
  readonly message: string;
  readonly place?: Place;
  /** What the person can do about it, in one sentence. Plain text. */
  readonly cure: string;
  /** Commands of the cure for a shell, one each: reports show them so that they can be copied. */
  readonly commands?: readonly string[];
  /** The pull request or issue of this repository that the message names, as `#12`: reports let GitHub link it. */
  readonly refersTo?: number;
}

/** Either a value or everything that kept us from having one. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly notes: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** A finding of severity error; its cure is the catalogue's unless a better one is known here. */
export const fault = (
  code: ErrorCode,
  message: string,
  more: { readonly place?: Place; readonly cure?: string; readonly refersTo?: number } = {},
): Finding => ({
  code,
  severity: 'error',
  message,
  cure: more.cure ?? catalogue[code].cure,
  ...(more.place === undefined ? {} : { place: more.place }),
  ...(more.refersTo === undefined ? {} : { refersTo: more.refersTo }),
});
