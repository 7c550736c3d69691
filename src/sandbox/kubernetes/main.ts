import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { stringify } from 'yaml';
import { type Access, createAccess, type User } from './access.ts';
import { makeCertificates } from './certificate.ts';
import { crdObjects } from './crd-objects.ts';
import { createDeletion } from './deletion.ts';
import { createFaults, type Faults } from './faults.ts';
import { firstNamespaces, namespaceAdmission, startNamespaceController } from './namespaces.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { createRegistry } from './registry.ts';
import { createHandler, type RequestRecord } from './server.ts';
import { createStorage } from './storage.ts';
import type { Admission } from './write-types.ts';
import { createWrites } from './writes.ts';

export interface SandboxOptions {
  /** Absent or 0: any free port. */
  readonly port?: number;
  /** Milliseconds since the epoch, for the times in objects. */
  readonly now?: () => number;
  /** Serve HTTPS and demand a bearer token; without it a request without a token is the administrator's. */
  readonly tls?: boolean;
  /** Milliseconds between bookmarks; the API server's own figure is a minute. */
  readonly bookmarkEvery?: number;
  /** How many past changes a watch may resume from, at least. */
  readonly historyLimit?: number;
  /** How many requests the log keeps. */
  readonly logLimit?: number;
  /** Versions, as `cluster.x-k8s.io/v1beta2`, whose CRDs are set to `served: false`. */
  readonly unserved?: readonly string[];
}

export interface SandboxKubernetes {
  readonly url: string;
  /** YAML for kubectl and every client; of the administrator unless a user is named. */
  kubeconfig(user?: User): string;
  readonly store: ObjectStore;
  readonly access: Access;
  readonly faults: Faults;
  /** The requests taken so far, oldest first. */
  requests(): readonly Readonly<RequestRecord>[];
  clearRequests(): void;
  /** Cuts every open connection, as a restart of the API server does; objects stay. */
  cutConnections(): void;
  close(): Promise<void>;
}

const kubeconfigOf = (url: string, authority: string | undefined, user: User): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [
      {
        name: 'sandbox',
        cluster: {
          server: url,
          ...(authority === undefined
            ? {}
            : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }),
        },
      },
    ],
    users: [{ name: user.name, user: { token: user.token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: user.name, namespace: 'default' } }],
  });

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Starts a stateful Kubernetes API on loopback: the providers' CRDs and a few core kinds, with versions, watches,
 * server-side apply, strict validation, finalizers and garbage collection as a real API server has them. It does not
 * evaluate CEL rules and converts between versions by name only.
 */
export const startSandboxKubernetes = async (options: SandboxOptions = {}): Promise<SandboxKubernetes> => {
  const now = options.now ?? Date.now;
  const storage = createStorage({ historyLimit: options.historyLimit ?? 10_000 });
  const registry = createRegistry(options.unserved);
  const access = createAccess();
  const faults = createFaults();
  const deletion = createDeletion({ storage, registry, now });
  const admissions: Admission[] = [namespaceAdmission];
  const writes = createWrites({ storage, now, admissions, finish: deletion.finish });
  const store = createObjectStore({ storage, registry, writes, deletion, admissions });
  const stopNamespaces = startNamespaceController({ storage, registry, deletion });
  for (const name of firstNamespaces) store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const crd of crdObjects(registry)) store.create(crd);

  let log: RequestRecord[] = [];
  const logLimit = options.logLimit ?? 10_000;
  const record = (entry: RequestRecord): void => {
    log.push(entry);
    if (log.length > logLimit * 2) log = log.slice(-logLimit);
  };
  const handler = createHandler({
    storage,
    registry,
    access,
    faults,
    writes,
    deletion,
    now,
    bookmarkEvery: options.bookmarkEvery ?? 60_000,
    open: !options.tls,
    record,
  });
  const certificates = options.tls ? makeCertificates() : undefined;
  const server =
    certificates === undefined
      ? createHttpServer(handler)
      : createHttpsServer({ cert: certificates.certificate, key: certificates.key }, handler);
  server.keepAliveTimeout = 60_000;
  const sockets = new Set<Socket>();
  server.on(certificates === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  const port = await listen(server, options.port ?? 0);
  const url = `${certificates === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const cutConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url,
    kubeconfig: (user = access.administrator) => kubeconfigOf(url, certificates?.authority, user),
    store,
    access,
    faults,
    requests: () => log,
    clearRequests: () => {
      log = [];
    },
    cutConnections,
    close: async () => {
      deletion.close();
      stopNamespaces();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cutConnections();
      await closed;
    },
  };
};
