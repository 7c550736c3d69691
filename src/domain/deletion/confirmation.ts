import { createHash } from 'node:crypto';
import type { Person } from '../repository.ts';

/** A cluster as whoever confirms its deletion saw it. */
export interface SeenCluster {
  readonly namespace: string;
  readonly name: string;
  /** Absent: no such Cluster was in the management cluster, or none is connected. */
  readonly uid?: string;
}

/** A code that was shown on a delete request, by its signed marker. */
export interface GivenCode {
  readonly request: string;
  readonly headSha: string;
  readonly clusters: readonly SeenCluster[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly code: string;
}

/** What a permitted person confirmed, by its signed marker. */
export interface Confirmation {
  readonly request: string;
  readonly headSha: string;
  readonly clusters: readonly SeenCluster[];
  readonly by: Person;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** No letter or digit that is taken for another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const length = 8;

/** The code for a signed text: whoever does not have the key cannot know it beforehand. */
export function codeOf(signed: string): string {
  const digest = createHash('sha256').update(signed).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}

export type CodeVerdict =
  | { readonly state: 'right'; readonly code: GivenCode }
  | { readonly state: 'wrong' }
  | { readonly state: 'another commit' }
  | { readonly state: 'expired'; readonly at: number }
  | { readonly state: 'another cluster' };

/** Whether what a person typed is a code that was given for this commit and these very objects, and is still valid. */
export function judgeCode(
  typed: string,
  codes: readonly GivenCode[],
  now: {
    readonly request: string;
    readonly headSha: string;
    readonly clusters: readonly SeenCluster[];
    readonly time: number;
  },
): CodeVerdict {
  const code = codes.findLast((each) => each.request === now.request && each.code === typed.toLowerCase());
  if (code === undefined) return { state: 'wrong' };
  if (code.headSha !== now.headSha) return { state: 'another commit' };
  if (code.expiresAt <= now.time) return { state: 'expired', at: code.expiresAt };
  return areSame(code.clusters, now.clusters) ? { state: 'right', code } : { state: 'another cluster' };
}

/** The code to show: the one that was given already while it holds. */
export function standingCode(codes: readonly GivenCode[], now: Parameters<typeof judgeCode>[2]): GivenCode | undefined {
  return codes.findLast((each) => judgeCode(each.code, [each], now).state === 'right');
}

/** What was confirmed for a commit and the very objects that are there; a later commit or another object voids it. */
export function confirmationFor(
  confirmations: readonly Confirmation[],
  now: { readonly request: string; readonly headSha: string },
): Confirmation | undefined {
  return confirmations.find((each) => each.request === now.request && each.headSha === now.headSha);
}

/** Whether two looks saw the same objects. */
export function areSame(one: readonly SeenCluster[], other: readonly SeenCluster[]): boolean {
  const keys = (clusters: readonly SeenCluster[]) =>
    clusters.map(({ namespace, name, uid = '' }) => `${namespace}/${name}/${uid}`).sort();
  return JSON.stringify(keys(one)) === JSON.stringify(keys(other));
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const isSeen = (value: unknown): value is SeenCluster =>
  isJson(value) &&
  typeof value['namespace'] === 'string' &&
  typeof value['name'] === 'string' &&
  (value['uid'] === undefined || typeof value['uid'] === 'string');

function isBound(payload: unknown): payload is Json & Pick<GivenCode, 'request' | 'headSha' | 'clusters'> {
  if (!isJson(payload)) return false;
  const { request, headSha, clusters } = payload;
  return (
    typeof request === 'string' && typeof headSha === 'string' && Array.isArray(clusters) && clusters.every(isSeen)
  );
}

/** A given code out of a marker's payload; `undefined` when another version wrote another shape. */
export function decodeCode(payload: unknown): GivenCode | undefined {
  if (!isBound(payload)) return undefined;
  const { request, headSha, clusters, code, expiresAt } = payload;
  return typeof code === 'string' && typeof expiresAt === 'number'
    ? { request, headSha, clusters, code, expiresAt }
    : undefined;
}

/** A confirmation out of a marker's payload. */
export function decodeConfirmation(payload: unknown): Confirmation | undefined {
  if (!isBound(payload)) return undefined;
  const { request, headSha, clusters, by, at } = payload;
  if (!isJson(by) || typeof by['id'] !== 'number' || typeof by['login'] !== 'string' || typeof at !== 'number')
    return undefined;
  return { request, headSha, clusters, by: { id: by['id'], login: by['login'] }, at };
}
