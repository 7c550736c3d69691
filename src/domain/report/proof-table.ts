import type { ObjectRef } from '../cluster/spec.ts';
import type { SharedObject } from '../deletion/shared-object.ts';
import { isRelease } from '../gitops/flux/find-releases.ts';
import { mono, table, timeOfDay } from './markdown.ts';

/** An object that a request made in the management cluster. */
export interface ProvedObject extends ObjectRef {
  readonly uid: string;
  /** When it was seen gone, in milliseconds since the epoch. */
  readonly goneAt?: number;
}

/** Each object that a request made: gone and since when, or what becomes of it; when held, the command that removes it. `shared`: what stays for others. */
export function proofTable(
  made: readonly ProvedObject[],
  left: 'kept' | 'left' | 'still there' | 'being removed' | 'held',
  shared: readonly SharedObject[] = [],
): string {
  return table(
    ['Object', 'Name', ''],
    [
      ...made.map((object) => [
        mono(object.kind),
        named(object),
        object.goneAt !== undefined
          ? `✅ gone, ${timeOfDay(object.goneAt)}`
          : left === 'kept' || left === 'left' || left === 'still there'
            ? left
            : `⏳ ${remains(object, left)}`,
      ]),
      ...shared.map((object) => [mono(object.kind), named(object), `left: ${useOf(object)}`]),
    ],
  );
}

const named = ({ namespace, name }: ObjectRef): string => mono(namespace === undefined ? name : `${namespace}/${name}`);

const useOf = ({ path, read }: SharedObject): string =>
  read ? `${mono(path)} uses it` : `${mono(path)} cannot be read, and may use it`;

/** Only the Cluster may be deleted by hand; Cluster API removes what belongs to it, in its order. */
function remains({ group, kind, namespace, name }: ProvedObject, left: 'being removed' | 'held'): string {
  const owned = /^(?:[a-z]+\.)?cluster\.x-k8s\.io$/.test(group) && !group.startsWith('addons.') && kind !== 'Cluster';
  if (owned) return 'goes with its Cluster';
  if (left === 'being removed')
    return kind === 'Cluster' || isRelease({ group, kind }) ? 'being removed' : 'after its Cluster';
  return `held; by hand: ${mono(removalCommand({ group, kind, name, ...(namespace === undefined ? {} : { namespace }) }))}`;
}

/** The command with which a person removes an object, in background, and with a HelmRelease nothing that Helm made. */
export function removalCommand({ group, kind, namespace, name }: Omit<ObjectRef, 'version'>): string {
  const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}`;
  const where = namespace === undefined ? '' : ` --namespace ${namespace}`;
  const first = isRelease({ group, kind })
    ? `kubectl patch ${resource} ${name}${where} --type=merge --patch='{"spec":{"suspend":true}}' && `
    : '';
  return `${first}kubectl delete ${resource} ${name}${where} --cascade=background`;
}
