import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clusterJson, machineJson } from './watched-objects.ts';

/** Serves as many Machines, in Clusters of fifty, as the first argument says; prints its address. */
const machines = Number(process.argv[2]);
const collections: Readonly<Record<string, { readonly size: number; readonly item: (index: number) => unknown }>> = {
  machines: { size: machines, item: machineJson },
  clusters: { size: Math.ceil(machines / 50), item: clusterJson },
};
const root = '/apis/cluster.x-k8s.io/v1beta2';
const verbs = ['get', 'list', 'watch'];

const discovery: Readonly<Record<string, unknown>> = {
  '/apis': { groups: [{ name: 'cluster.x-k8s.io', versions: [{ version: 'v1beta2' }] }] },
  '/api/v1': { resources: [] },
  [root]: {
    resources: [
      { name: 'clusters', kind: 'Cluster', namespaced: true, verbs },
      { name: 'machines', kind: 'Machine', namespaced: true, verbs },
    ],
  },
};

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
  const collection = collections[pathname.slice(root.length + 1)];
  if (collection === undefined) {
    response.end(JSON.stringify(discovery[pathname] ?? {}));
    return;
  }
  if (searchParams.has('watch')) {
    response.flushHeaders();
    return;
  }
  const from = Number(searchParams.get('continue') ?? 0);
  const end = Math.min(collection.size, from + Number(searchParams.get('limit')));
  const items = Array.from({ length: end - from }, (_, offset) => collection.item(from + offset));
  const more = end < collection.size ? { continue: String(end) } : {};
  response.end(JSON.stringify({ kind: 'List', metadata: { resourceVersion: '9999999', ...more }, items }));
});

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
