import { jsonOf } from './json-text.ts';
import type { KubeObject } from './object.ts';
import type { ServedType } from './registry.ts';
import { type Representation, readQuery } from './request.ts';
import type { ResourceNeeds, ResourceRequest } from './resource-request.ts';
import { expired } from './status.ts';
import { type IncludeObject, partial, table } from './tables.ts';
import { type WatchEvent, watch } from './watches.ts';

/** Streams a watch as lines of JSON, with what the faults of the request do to it. */
export const streamWatch = (
  needs: ResourceNeeds,
  served: ServedType,
  { request, response, path, query: search, faults, done }: ResourceRequest,
  as: Representation['as'],
  include: IncludeObject,
): void => {
  const query = readQuery(search);
  const silent = faults.some((fault) => fault.kind === 'silent');
  const cut = faults.find((fault) => fault.kind === 'cut-watch');
  let left = cut?.kind === 'cut-watch' ? cut.afterEvents : Number.POSITIVE_INFINITY;
  let definitions = true;

  const line = ({ type, object }: WatchEvent): string => {
    if (type === 'ERROR' || as === 'object') return `{"type":"${type}","object":${jsonOf(object)}}\n`;
    const seen = object as KubeObject;
    if (as === 'partial') return `${JSON.stringify({ type, object: partial(seen) })}\n`;
    const { resourceVersion } = seen.metadata;
    const rows = type === 'BOOKMARK' ? [] : [seen];
    const shown = table(served, rows, { now: needs.now(), include, metadata: { resourceVersion }, definitions });
    definitions = false;
    return `${JSON.stringify({ type, object: shown })}\n`;
  };

  const start = (): void => {
    if (response.headersSent) return;
    done(200);
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    response.flushHeaders();
  };

  let stop = (): void => {};
  const send = (event: WatchEvent): void => {
    if (silent || response.destroyed) return;
    start();
    response.write(line(event));
    left -= 1;
    if (left <= 0) {
      stop();
      // Not `end`: the client is to see a connection that broke.
      setImmediate(() => response.destroy());
    }
  };
  const end = (): void => {
    if (!silent) response.end();
  };
  if (faults.some((fault) => fault.kind === 'expired')) {
    send({ type: 'ERROR', object: { ...expired('too old resource version: 1 (2)').body } });
    end();
    return;
  }
  stop = watch(
    needs,
    served,
    path.namespace,
    {
      labelSelector: query.text('labelSelector'),
      fieldSelector: query.text('fieldSelector'),
      resourceVersion: query.text('resourceVersion'),
      bookmarks: query.flag('allowWatchBookmarks'),
      timeoutSeconds: query.number('timeoutSeconds'),
      sendInitialEvents: query.flag('sendInitialEvents'),
    },
    { send, end },
  );
  start();
  request.socket.once('close', stop);
  response.once('close', stop);
};
