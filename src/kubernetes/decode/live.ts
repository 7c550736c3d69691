import type { LiveObject } from '../../ports/cluster.ts';
import { list, record, text, texts } from './json.ts';
import { decodeMap } from './metadata.ts';

const all = () => true;

/** The metadata of a freshly read object; `undefined` when the answer is no object. */
export function decodeLive(value: unknown): LiveObject | undefined {
  const metadata = record(record(value)?.metadata);
  const uid = text(metadata?.uid);
  if (metadata === undefined || uid === undefined) return undefined;
  return {
    uid,
    resourceVersion: text(metadata.resourceVersion) ?? '',
    deleting: text(metadata.deletionTimestamp) !== undefined,
    dependent: list(metadata.ownerReferences).length > 0,
    labels: decodeMap(metadata.labels, all),
    annotations: decodeMap(metadata.annotations, all),
    finalizers: texts(metadata.finalizers),
  };
}
