import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Where stand the objects that real controllers made of a cluster; written by `UPDATE_RECORDED=1 npm run e2e -- stories`. */
export const recordedFolder = join(import.meta.dirname, 'fixtures');

export type Contract = 'v1beta1' | 'v1beta2';

export interface RecordedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** The stages of a cluster's life that were recorded. */
export const recordedStages: readonly string[] = readdirSync(recordedFolder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.replace('.txt', ''));

/** What `clusterctl describe cluster` printed of the stage, without ages. */
export function recordedTree(stage: string): string {
  return readFileSync(join(recordedFolder, `${stage}.txt`), 'utf8').trimEnd();
}

/** The objects of a stage as the API server gave them. Their times are as far before `now`, in milliseconds since the epoch, as they were then. */
export function recordedObjects(stage: string, contract: Contract, now: number): readonly RecordedObject[] {
  const text = readFileSync(join(recordedFolder, `${stage}.${contract}.yaml`), 'utf8').replace(
    /"@-(\d+)"/g,
    (_, seconds: string) => JSON.stringify(new Date(now - Number(seconds) * 1_000).toISOString()),
  );
  return parseAllDocuments(text).map((document) => document.toJS() as RecordedObject);
}
