import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { type KubeconfigSource, loadKubeconfig, serverOf } from './load-kubeconfig.ts';

/** What a request needs to be let in: fresh for every request, because tokens and certificates rotate. */
export interface Authenticated {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: http.Agent;
}

export interface Credentials {
  /** The API server's address; a path in it is kept in front of every request's. */
  readonly server: URL;
  /** Rejects with the words of the file system or of the login plugin; may hang with the plugin. */
  authenticate(): Promise<Authenticated>;
  /** Forgets cached tokens, after the API server said 401 or a login plugin hung. */
  renew(): void;
  close(): void;
}

const digest = (...parts: readonly unknown[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(typeof part === 'string' || part instanceof Uint8Array ? part : String(part));
  return hash.digest('hex');
};

/** Opens a kubeconfig. Throws `kubernetes/kubeconfig` with what is wrong in it. */
export async function openKubeconfig(source: KubeconfigSource): Promise<Credentials> {
  let config = await loadKubeconfig(source);
  const server = serverOf(config, source);
  let renewing: Promise<void> | undefined;
  let current = '';
  const agents: http.Agent[] = [];
  /** The client's own agent for a proxy; it keeps the certificates that it began with. */
  let through: http.Agent | undefined;

  /** Requests under way keep their connections; new ones are made with what the kubeconfig says now. */
  function agentFor(options: https.RequestOptions): http.Agent {
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const identity = digest(ca, '|', cert, '|', key, '|', rejectUnauthorized, '|', servername);
    const [known] = agents;
    if (known !== undefined && current === identity) return known;
    if (known !== undefined) retire(known);
    current = identity;
    const agent = newAgent({ ca, cert, key, rejectUnauthorized, servername });
    agents.unshift(agent);
    agents.length = Math.min(agents.length, 8);
    return agent;
  }

  function retire(agent: http.Agent): void {
    agent.maxFreeSockets = 0;
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  function newAgent(tls: https.RequestOptions): http.Agent {
    const keep = { keepAlive: true, keepAliveMsecs: 30_000, scheduling: 'lifo' as const };
    if (server.protocol === 'http:') return new http.Agent(keep);
    const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
    return new https.Agent({ ...keep, ...given });
  }

  async function authenticateAfresh(): Promise<Authenticated> {
    await renewing;
    const options: https.RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (typeof value === 'string') headers[name] = value;
    }
    if (typeof options.auth === 'string') headers.Authorization = `Basic ${btoa(options.auth)}`;
    if (config.getCurrentCluster()?.proxyUrl && options.agent instanceof http.Agent) {
      through = options.agent;
      return { headers, agent: through };
    }
    return { headers, agent: agentFor(options) };
  }

  let underWay: Promise<Authenticated> | undefined;

  return {
    server,
    authenticate() {
      // Forty watches that start at once must not run forty login plugins.
      underWay ??= authenticateAfresh().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    renew() {
      underWay = undefined;
      renewing ??= loadKubeconfig(source)
        .then((fresh) => {
          serverOf(fresh, source);
          config = fresh;
        })
        // The old one stays in use; its failure is reported by the request that needs it.
        .catch(() => undefined)
        .finally(() => {
          renewing = undefined;
        });
    },
    close() {
      for (const agent of agents) agent.destroy();
      through?.destroy();
    },
  };
}
