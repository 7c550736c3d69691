import type { ClusterObjects } from '../../../../src/domain/health/objects.ts';
import { notices } from '../../../../src/kubernetes/picture/notices.ts';
import { objectIndex } from '../../../../src/kubernetes/picture/objects.ts';
import { warningIndex } from '../../../../src/kubernetes/picture/warnings.ts';
import { silentLog } from '../../../support/silent-log.ts';

export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A cluster as the watch sees it when the API server holds these objects, events among them. */
export function seen(objects: readonly RawObject[], namespace: string, name: string): ClusterObjects {
  const told = notices(silentLog);
  const warnings = warningIndex(
    () => {},
    () => {},
  );
  const index = objectIndex(told, warnings.of);
  const events = warnings.open();
  const sinks = new Map<string, ReturnType<typeof index.open>>();
  for (const object of objects) {
    const [group = '', version = ''] = object.apiVersion.includes('/')
      ? object.apiVersion.split('/')
      : ['', object.apiVersion];
    const key = `${group}/${object.kind}`;
    const sink =
      object.kind === 'Event' ? events : (sinks.get(key) ?? index.open({ group, version, kind: object.kind }));
    sinks.set(key, sink);
    sink.put(object);
  }
  const found = index.cluster(namespace, name);
  if (found === undefined) throw new Error(`no Cluster ${namespace}/${name}`);
  return found;
}
