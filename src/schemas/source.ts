import { readCrd, readCrdIndex, type StructuralSchema } from './read.ts';

/** The packed schemas by group, version and kind, each read when it is first asked for. */
export const schemaSource = {
  find: (group: string, version: string, kind: string): StructuralSchema | undefined =>
    readCrd(group, kind)?.versions.find((each) => each.name === version)?.schema,

  kinds: (group: string): readonly { readonly kind: string; readonly versions: readonly string[] }[] =>
    readCrdIndex()
      .filter((entry) => entry.group === group)
      .map(({ kind, versions }) => ({ kind, versions: versions.map((version) => version.name) })),
};
