import type { Clock } from '../ports/clock.ts';
import type { CreationCount, CreationLimit } from '../ports/creation-count.ts';
import type { Metrics } from '../ports/metrics.ts';
import { createCaller } from './caller.ts';
import { type Client, type ClientOf, createClient } from './client.ts';
import { createGovernor } from './governor/governor.ts';
import type { Reply } from './reply.ts';
import type { Tokens } from './tokens.ts';
import type { HttpRequest, Transport } from './transport.ts';

export interface ClientParts {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
  readonly graphqlUrl: string;
  readonly limits: 'published' | 'own';
  /** Absent: no other process creates anything. */
  readonly creations?: CreationCount;
}

/** A client with its own governor. Installation 0 stands for the App itself. */
export function clientFor(
  installationId: number,
  send: (request: HttpRequest) => Promise<Reply>,
  { graphqlUrl, creations, ...parts }: ClientParts,
): Client {
  // The App itself creates no content.
  const shared =
    creations === undefined || installationId === 0
      ? undefined
      : {
          take: (creates: number, limits: readonly CreationLimit[]) => creations.take(installationId, creates, limits),
          lastHour: () => creations.lastHour(installationId),
        };
  const { clock, sleep, limits } = parts;
  const governor = createGovernor({ clock, sleep, limits, ...(shared === undefined ? {} : { shared }) });
  const call = createCaller({ ...parts, installationId, governor });
  return createClient({ call, send, graphqlUrl, forecast: governor.forecast });
}

/** One client an installation, made once, so that token, quota and pace are shared by all that we do there. */
export function createInstallations(transport: Transport, tokens: Tokens, parts: ClientParts): ClientOf {
  const clients = new Map<number, Client>();

  function authenticated(installationId: number): (request: HttpRequest) => Promise<Reply> {
    const send = (request: HttpRequest, token: string) =>
      transport({ ...request, headers: { ...request.headers, authorization: `token ${token}` } });
    return async (request) => {
      const token = await tokens.get(installationId);
      const reply = await send(request, token);
      if (reply.status !== 401) return reply;
      // A revoked token: nothing was carried out, so the same request goes out once more with a new one.
      tokens.drop(installationId, token);
      return send(request, await tokens.get(installationId));
    };
  }

  return ({ installationId }) => {
    const known = clients.get(installationId);
    if (known !== undefined) return known;
    const made = clientFor(installationId, authenticated(installationId), parts);
    clients.set(installationId, made);
    return made;
  };
}
