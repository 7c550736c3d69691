import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

export const secret = 'the secret of the bench';

export interface SignedDelivery {
  readonly body: Buffer;
  readonly signature: string;
}

/** A comment as GitHub delivers it, filled up to 10 KB with the links that make most of a real payload. */
export const signedComment = (body: string, bytes = 10_240): SignedDelivery => {
  const api = 'https://api.github.com/repos/octo/fleet';
  const user = (login: string, id: number): object => ({
    login,
    id,
    node_id: `U_${id}`,
    type: 'User',
    url: `https://api.github.com/users/${login}`,
    followers_url: `https://api.github.com/users/${login}/followers`,
    following_url: `https://api.github.com/users/${login}/following{/other_user}`,
    gists_url: `https://api.github.com/users/${login}/gists{/gist_id}`,
    events_url: `https://api.github.com/users/${login}/events{/privacy}`,
    received_events_url: `https://api.github.com/users/${login}/received_events`,
  });
  const payload: Record<string, unknown> = {
    action: 'created',
    issue: {
      url: `${api}/issues/7`,
      number: 7,
      node_id: 'I_7',
      title: 'A cluster',
      user: user('mona', 3),
      body: 'please',
    },
    comment: {
      url: `${api}/issues/comments/5`,
      id: 5,
      node_id: 'IC_5',
      user: user('mona', 3),
      body,
      created_at: 'x',
      updated_at: 'x',
    },
    repository: {
      id: 1,
      node_id: 'R_1',
      name: 'fleet',
      full_name: 'octo/fleet',
      owner: user('octo', 2),
      default_branch: 'main',
    },
    sender: user('mona', 3),
    installation: { id: 9, node_id: 'N_9' },
  };
  const repository = payload.repository as Record<string, unknown>;
  for (let index = 0; JSON.stringify(payload).length < bytes - 120; index++) {
    repository[`link_${index}_url`] = `${api}/some/resource/number/${index}{/sha}`;
  }
  repository.pad = 'x'.repeat(Math.max(0, bytes - JSON.stringify(payload).length - 9));
  const raw = Buffer.from(JSON.stringify(payload));
  return { body: raw, signature: `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}` };
};

export interface Usage {
  /** Microseconds of CPU, user and system. */
  readonly cpu: number;
  readonly rss: number;
}

export interface Measured {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Starts a server to be measured; see intake-server.ts. */
export const startMeasured = async (
  kind: 'probot' | 'postgres' | 'embedded',
  place: string,
  drain = false,
): Promise<Measured> => {
  const script = fileURLToPath(new URL('./intake-server.ts', import.meta.url));
  const where = kind === 'probot' ? String(await freePort()) : place;
  const child: ChildProcess = fork(script, [kind, where, drain ? 'drain' : ''], {
    execArgv: ['--no-warnings'],
    env: { ...process.env, BENCH_SECRET: secret, NODE_ENV: 'production', LOG_LEVEL: 'fatal' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let fail = (_: Error): void => {};
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code) => {
      fail(new Error(`the ${kind} server ended with ${code}`));
      resolve();
    }),
  );
  const answer = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      fail = reject;
      child.once('message', (message) => resolve(message as T));
    });
  const { port } = await answer<{ port: number }>();
  return {
    port,
    usage: async () => {
      const reply = answer<{ cpu: NodeJS.CpuUsage; rss: number }>();
      child.send('cpu');
      const { cpu, rss } = await reply;
      return { cpu: cpu.user + cpu.system, rss };
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
};

/** Sends one delivery under a new id; resolves to the status once the whole answer is there. */
export const deliver = (port: number, agent: Agent, delivery: SignedDelivery): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path: '/api/github/webhooks',
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': delivery.body.length,
          'user-agent': 'GitHub-Hookshot/bench',
          'x-github-event': 'issue_comment',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': delivery.signature,
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.once('error', reject);
    sent.end(delivery.body);
  });

/** Sends so many deliveries over so many connections and throws if one is not accepted. */
export const sendMany = async (
  port: number,
  delivery: SignedDelivery,
  count: number,
  connections: number,
): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const status = await deliver(port, agent, delivery);
      if (status < 200 || status > 299) throw new Error(`a delivery was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
};

/** Sends at a steady rate whatever the answers do; returns the times to answer in milliseconds, counted from when each was due. */
export const sendSteadily = async (
  port: number,
  delivery: SignedDelivery,
  perSecond: number,
  seconds: number,
): Promise<number[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = began + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    under.push(
      deliver(port, agent, delivery).then((status) => {
        if (status !== 202) throw new Error(`a delivery was answered ${status}`);
        times.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(under);
  agent.destroy();
  return times;
};
