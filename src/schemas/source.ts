import { readCrd, type StructuralSchema } from './read.ts';

/** The packed schemas by group, version and kind, each read when it is first asked for. */
export const schemaSource = {
  find: (group: string, version: string, kind: string): StructuralSchema | undefined =>
    readCrd(group, kind)?.versions.find((each) => each.name === version)?.schema,
};
