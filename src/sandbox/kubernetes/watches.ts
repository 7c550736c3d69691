import { type ListQuery, selection } from './lists.ts';
import type { KubeObject } from './object.ts';
import { apiVersionOf, type ServedType } from './registry.ts';
import { badRequest, statusBody } from './status.ts';
import type { Storage, StoreEvent } from './storage.ts';
import { presented } from './write-types.ts';

export interface WatchQuery extends ListQuery {
  readonly bookmarks: boolean;
  readonly timeoutSeconds?: number | undefined;
  readonly sendInitialEvents: boolean;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject | Readonly<Record<string, unknown>>;
}

export interface Sink {
  readonly send: (event: WatchEvent) => void;
  readonly end: () => void;
}

export interface WatchNeeds {
  readonly storage: Storage;
  /** Milliseconds between bookmarks. */
  readonly bookmarkEvery: number;
}

/**
 * Streams changes into the sink until the timeout, `end` of the sink, or the returned stop. A version that the history
 * no longer holds is answered by one ERROR event of code 410, as by the API server's watch cache.
 */
export const watch = (
  needs: WatchNeeds,
  served: ServedType,
  namespace: string | undefined,
  query: WatchQuery,
  sink: Sink,
): (() => void) => {
  const { storage } = needs;
  const matches = selection(served, query);
  const within = (object: KubeObject): boolean =>
    (namespace === undefined || object.metadata.namespace === namespace) && matches(object);
  const show = (object: KubeObject): KubeObject => presented(object, served);
  let sentVersion = storage.version();

  const bookmark = (initialEnd = false): void => {
    const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
    sink.send({
      type: 'BOOKMARK',
      object: {
        kind: served.type.kind,
        apiVersion: apiVersionOf(served.type.group, served.version.name),
        metadata: { resourceVersion: String(sentVersion), creationTimestamp: null, ...annotations },
      },
    });
  };

  const forward = (event: StoreEvent): void => {
    if (event.type !== served.type.key) return;
    const before = event.previous !== undefined && within(event.previous);
    const after = event.change !== 'DELETED' && within(event.object);
    if (after) sink.send({ type: before ? 'MODIFIED' : 'ADDED', object: show(event.object) });
    else if (before) sink.send({ type: 'DELETED', object: show(asLastSeen(event)) });
  };

  const start = query.resourceVersion ?? '';
  const from = Number(start);
  if (!Number.isInteger(from) || from < 0) throw badRequest(`Invalid value: "${start}": resourceVersion`);
  const fresh = start === '' || start === '0' || query.sendInitialEvents;
  const missed = fresh ? [] : storage.since(from);
  if (missed === undefined) {
    const message = `too old resource version: ${start} (${storage.oldest()})`;
    sink.send({ type: 'ERROR', object: { ...statusBody(410, 'Expired', message) } });
    sink.end();
    return () => {};
  }
  if (fresh) {
    for (const object of (storage.list(served.type.key, namespace) ?? []).filter(matches)) {
      sink.send({ type: 'ADDED', object: show(object) });
    }
    if (query.sendInitialEvents && query.bookmarks) bookmark(true);
  }
  for (const event of missed) forward(event);

  const unsubscribe = storage.subscribe((event) => {
    sentVersion = event.version;
    forward(event);
  });
  const ticking = query.bookmarks ? setInterval(() => bookmark(), needs.bookmarkEvery) : undefined;
  // Without a limit the API server ends a watch after 30 to 60 minutes.
  const limit = query.timeoutSeconds === undefined || query.timeoutSeconds === 0 ? 1800 : query.timeoutSeconds;
  const stop = (): void => {
    unsubscribe();
    clearInterval(ticking);
    clearTimeout(timer);
  };
  const timer = setTimeout(() => {
    if (query.bookmarks) bookmark();
    stop();
    sink.end();
  }, limit * 1000);
  timer.unref();
  ticking?.unref();
  return stop;
};

/** An object that left the selection is shown as it last matched, under the version at which it left. */
const asLastSeen = (event: StoreEvent): KubeObject => {
  if (event.previous === undefined || event.change === 'DELETED') return event.object;
  const { resourceVersion } = event.object.metadata;
  return { ...event.previous, metadata: { ...event.previous.metadata, resourceVersion } };
};
