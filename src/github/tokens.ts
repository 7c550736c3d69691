import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';

export interface Tokens {
  /** The installation's token, made anew only when it nears its end. */
  get(installationId: number): Promise<string>;
  /** Forgets a token that GitHub refused. */
  drop(installationId: number, token: string): void;
}

const shape = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });

/** A token is not used in its last five minutes, so that no long run of requests meets its end. */
const marginMs = 5 * 60_000;

export function createTokens(app: Pick<Client, 'rest'>, clock: Clock): Tokens {
  const kept = new Map<number, { readonly token: string; readonly expiresAt: number }>();
  const pending = new Map<number, Promise<string>>();

  async function make(installationId: number): Promise<string> {
    const reply = await app.rest({
      method: 'POST',
      url: '/app/installations/{installation_id}/access_tokens',
      parameters: { installation_id: installationId },
      safe: true,
    });
    const made = decode(shape, reply.data, 'installation token');
    kept.set(installationId, { token: made.token, expiresAt: Date.parse(made.expires_at) });
    return made.token;
  }

  return {
    get(installationId) {
      const known = kept.get(installationId);
      if (known !== undefined && known.expiresAt - marginMs > clock.now()) return Promise.resolve(known.token);
      const under = pending.get(installationId);
      if (under !== undefined) return under;
      const made = make(installationId).finally(() => pending.delete(installationId));
      pending.set(installationId, made);
      return made;
    },
    drop(installationId, token) {
      if (kept.get(installationId)?.token === token) kept.delete(installationId);
    },
  };
}
