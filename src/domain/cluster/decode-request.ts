import { isLetGo, type LetGo } from '../deletion/hourly-cap.ts';
import type { Request } from './request.ts';
import type { ObjectRef } from './spec.ts';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const hasAll = (value: Json, types: Readonly<Record<string, 'string' | 'number' | 'object'>>): boolean =>
  Object.entries(types).every(([key, type]) => typeof value[key] === type && value[key] !== null);

/**
 * A request out of a marker's payload. The signature has already proved that we wrote it; this only makes sure that it was
 * written by a version that had the same shape, and is `undefined` otherwise.
 */
export function decodeRequest(payload: unknown): Request | undefined {
  if (!isJson(payload)) return undefined;
  const shaped =
    hasAll(payload, {
      id: 'string',
      kind: 'string',
      repository: 'object',
      issue: 'number',
      issueNodeId: 'string',
      source: 'object',
    }) &&
    hasAll(payload, {
      asker: 'object',
      commands: 'object',
      clusters: 'object',
      branch: 'string',
      base: 'string',
      delivery: 'string',
      engine: 'object',
    });
  const clusters = payload['clusters'];
  if (!shaped || !Array.isArray(clusters)) return undefined;
  const usable = clusters.every(
    (each: unknown) =>
      isJson(each) && isJson(each['spec']) && typeof each['folder'] === 'string' && Array.isArray(each['objects']),
  );
  const { next, wave, schedule } = payload;
  const shapedTrain = (next === undefined || typeof next === 'string') && (wave === undefined || isJson(wave));
  const timed = schedule === undefined || (isJson(schedule) && hasAll(schedule, { name: 'string', at: 'number' }));
  return usable && shapedTrain && timed ? (payload as unknown as Request) : undefined;
}

export interface StickyPayload {
  readonly request: string;
  readonly headSha?: string;
  readonly attempts?: Readonly<Record<string, string>>;
  readonly letGo: readonly LetGo[];
  readonly refused?: true;
  readonly made: readonly RecordedObject[];
  readonly leftBehind: readonly RecordedObject[];
}

type RecordedObject = ObjectRef & { readonly uid: string; readonly goneAt?: number };

const recorded = (value: unknown): readonly RecordedObject[] =>
  (Array.isArray(value) ? value : []).filter(
    (each: unknown) =>
      isJson(each) &&
      hasAll(each, { kind: 'string', name: 'string', uid: 'string', group: 'string', version: 'string' }),
  );

/** What a sticky comment's marker carries: the UIDs that clean-up may delete, the commit that we authorised, the last check runs, what was let go, and that nothing will be. */
export function decodeMade(payload: unknown): StickyPayload | undefined {
  if (!isJson(payload) || typeof payload['request'] !== 'string' || !Array.isArray(payload['made'])) return undefined;
  const { headSha, attempts, letGo, leftBehind, refused } = payload;
  return {
    request: payload['request'],
    made: recorded(payload['made']),
    leftBehind: recorded(leftBehind),
    letGo: Array.isArray(letGo) ? letGo.filter(isLetGo) : [],
    ...(refused === true ? { refused } : {}),
    ...(typeof headSha === 'string' ? { headSha } : {}),
    ...(isJson(attempts) ? { attempts: attempts as Readonly<Record<string, string>> } : {}),
  };
}
