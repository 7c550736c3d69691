import { Agent, request } from 'node:https';

/** An object as the API server has it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Where a kind is served: `/apis/cluster.x-k8s.io/v1beta2` and `clusters`. */
export interface Resource {
  readonly base: string;
  readonly plural: string;
}

/** A client for tests: it shares nothing with the bot's. Rejects with the API server's words when it refuses. */
export interface Kube {
  readonly raw: (path: string) => Promise<string>;
  /** Undefined: there is no such object. */
  readonly get: (resource: Resource, namespace: string, name: string) => Promise<KubeObject | undefined>;
  readonly list: (resource: Resource, namespace?: string) => Promise<readonly KubeObject[]>;
  readonly create: (resource: Resource, object: KubeObject) => Promise<KubeObject>;
  /** Server-side apply, by a manager of the tests. */
  readonly apply: (resource: Resource, object: KubeObject) => Promise<KubeObject>;
  readonly merge: (resource: Resource, namespace: string, name: string, patch: unknown) => Promise<KubeObject>;
  readonly remove: (resource: Resource, namespace: string, name: string) => Promise<void>;
  readonly close: () => void;
}

export const resource = (groupVersion: string, plural: string): Resource => ({ base: `/apis/${groupVersion}`, plural });

export function createKube(server: { readonly url: string; readonly authority: string; readonly token: string }): Kube {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca: server.authority });
  const call = (method: string, path: string, type = 'application/json', body?: unknown): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${server.token}`, 'content-type': type };
      const sent = request(`${server.url}${path}`, { method, agent, headers, timeout: 60_000 }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        answer.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const objectFrom = ({ status, text }: Reply, what: string): KubeObject => {
    if (status >= 300) throw new Error(`${what}: ${status} ${text}`);
    return JSON.parse(text) as KubeObject;
  };
  const path = ({ base, plural }: Resource, namespace?: string, name?: string): string =>
    `${base}${namespace === undefined || namespace === '' ? '' : `/namespaces/${namespace}`}/${plural}${name === undefined ? '' : `/${name}`}`;

  return {
    raw: async (where) => {
      const { status, text } = await call('GET', where);
      if (status >= 300) throw new Error(`${where}: ${status} ${text}`);
      return text;
    },
    get: async (of, namespace, name) => {
      const reply = await call('GET', path(of, namespace, name));
      return reply.status === 404 ? undefined : objectFrom(reply, `${of.plural} ${name}`);
    },
    list: async (of, namespace) => {
      const list = objectFrom(await call('GET', path(of, namespace)), of.plural) as unknown as {
        readonly apiVersion: string;
        readonly kind: string;
        readonly items: readonly KubeObject[];
      };
      const kind = list.kind.replace(/List$/, '');
      return list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind }));
    },
    create: async (of, object) => {
      const { name, namespace } = object.metadata;
      return objectFrom(await call('POST', path(of, namespace), 'application/json', object), `${of.plural} ${name}`);
    },
    apply: async (of, object) => {
      const { name, namespace } = object.metadata;
      const where = `${path(of, namespace, name)}?fieldManager=e2e&force=true`;
      return objectFrom(await call('PATCH', where, 'application/apply-patch+yaml', object), `${of.plural} ${name}`);
    },
    merge: async (of, namespace, name, patch) =>
      objectFrom(await call('PATCH', path(of, namespace, name), 'application/merge-patch+json', patch), name),
    remove: async (of, namespace, name) => {
      objectFrom(await call('DELETE', path(of, namespace, name)), name);
    },
    close: () => agent.destroy(),
  };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}
