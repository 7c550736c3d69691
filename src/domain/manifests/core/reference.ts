import type { JsonObject, Part } from '../manifest.ts';

/** A reference of Cluster API v1beta2: the version is looked up by the kind's contract labels, the namespace is the referring object's. */
export function reference(apiGroup: string, { manifest }: Part): JsonObject {
  return { apiGroup, kind: manifest.kind, name: manifest.metadata.name };
}
