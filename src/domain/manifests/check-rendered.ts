import type { Configuration } from '../access/configuration.ts';
import { isSafePath } from '../cluster/names.ts';
import type { ClusterSpec, FileContent, ObjectRef } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';

type Kind = Pick<ObjectRef, 'group' | 'kind'>;

/** What no value may hold: control characters, and the openings of template languages that engines and cloud-init expand. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\$\{|\{\{/;

/** Values that came from a command or a configuration and could change what a manifest means. */
export function checkValues(spec: ClusterSpec, configuration: Configuration): readonly Finding[] {
  return [...strings(spec), ...strings(configuration.providers[spec.provider])].flatMap((value) =>
    unsafe.test(value)
      ? [
          {
            code: 'manifest/value-invalid',
            severity: 'error',
            message: `The value ${JSON.stringify(value)} holds a control character, "\${" or "{{".`,
            cure: 'Leave such characters out.',
          } as const,
        ]
      : [],
  );
}

/** Whether the objects made are what the plan promises: kinds, number, names and namespace. */
export function checkObjects(
  spec: ClusterSpec,
  expected: readonly Kind[],
  objects: readonly ObjectRef[],
): readonly Finding[] {
  const faults: string[] = [];
  const wanted = count(expected);
  const made = count(objects);
  for (const [kind, number] of made) {
    if ((wanted.get(kind) ?? 0) !== number) faults.push(`${number} of ${kind} instead of ${wanted.get(kind) ?? 0}`);
  }
  for (const [kind, number] of wanted) if (!made.has(kind)) faults.push(`no ${kind} instead of ${number}`);
  const seen = new Set<string>();
  for (const object of objects) {
    const name = `${object.kind} ${object.namespace}/${object.name}`;
    if (seen.has(name)) faults.push(`two of ${name}`);
    seen.add(name);
    if (object.namespace !== spec.namespace) faults.push(`${name} is outside the namespace ${spec.namespace}`);
    const own = object.name === spec.name || object.name.startsWith(`${spec.name}-`);
    if (!own) faults.push(`${name} does not carry the name of the cluster`);
  }
  return faults.map(unexpected);
}

/** Whether every file stands below one of the folders that may be written. */
export function checkPaths(files: readonly FileContent[], folders: readonly string[]): readonly Finding[] {
  return files
    .filter(({ path }) => !folders.some((folder) => isSafePath(path, folder)))
    .map(({ path }) => unexpected(`the file ${path} is outside ${folders.join(', ')}`));
}

function unexpected(difference: string): Finding {
  return {
    code: 'manifest/object-unexpected',
    severity: 'error',
    message: `Rendering differs from the plan: ${difference}.`,
    cure: 'Report it: the renderer and the plan disagree.',
  };
}

function count(kinds: readonly Kind[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { group, kind } of kinds) {
    const key = `${kind}.${group}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}
