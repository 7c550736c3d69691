import type { ObjectRef } from '../cluster/spec.ts';
import { codeSpan } from '../text/encode.ts';
import { table, timeOfDay } from './markdown.ts';

/** An object that a request made in the management cluster. */
export interface ProvedObject extends ObjectRef {
  readonly uid: string;
  /** When it was seen gone, in milliseconds since the epoch. */
  readonly goneAt?: number;
}

/** Each object that a request made: gone and since when, or the command that removes it. */
export function proofTable(made: readonly ProvedObject[], options: { readonly kept: boolean }): string {
  return table(
    ['Object', 'Name', ''],
    made.map((object) => [
      codeSpan(object.kind),
      codeSpan(object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`),
      object.goneAt !== undefined
        ? `✅ gone, ${timeOfDay(object.goneAt)}`
        : options.kept
          ? 'kept'
          : `⏳ there${removal(object)}`,
    ]),
  );
}

/** Only the Cluster may be deleted by hand; Cluster API removes what belongs to it, in its order. */
function removal({ group, kind, namespace, name }: ProvedObject): string {
  const owned = group.endsWith('cluster.x-k8s.io') && group !== 'addons.cluster.x-k8s.io' && kind !== 'Cluster';
  if (owned) return ', goes with its Cluster';
  const resource = `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}`;
  const where = namespace === undefined ? '' : ` --namespace ${namespace}`;
  return `; by hand: ${codeSpan(`kubectl delete ${resource} ${name}${where} --cascade=background`)}`;
}
