import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';

export interface Tokens {
  /** The installation's token, made anew only when it nears its end. */
  get(installationId: number): Promise<string>;
  /** Forgets a token that GitHub refused. */
  drop(installationId: number, token: string): void;
  /**
   * What the installation withholds of what opening a change needs, as `checks: write`; empty where it is not known. A token
   * keeps the permissions that it was made with, so one that lacks any is made anew at the next request.
   */
  missing(installationId: number): readonly string[];
}

const shape = z.object({
  token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }),
  permissions: z.record(z.string(), z.string()).optional(),
});

/** Those of app.yml without which a change would be left half-made. */
const needed = ['contents', 'pull_requests', 'issues', 'checks'];

interface Kept {
  readonly token: string;
  readonly expiresAt: number;
  readonly missing: readonly string[];
}

/** A token is not used in its last five minutes, so that no long run of requests meets its end. */
const marginMs = 5 * 60_000;

export function createTokens(app: Pick<Client, 'rest'>, clock: Clock): Tokens {
  const kept = new Map<number, Kept>();
  const pending = new Map<number, Promise<string>>();

  async function make(installationId: number): Promise<string> {
    const reply = await app.rest({
      method: 'POST',
      url: '/app/installations/{installation_id}/access_tokens',
      parameters: { installation_id: installationId },
      safe: true,
    });
    const made = decode(shape, reply.data, 'installation token');
    const { permissions } = made;
    const missing =
      permissions === undefined
        ? []
        : needed.filter((name) => permissions[name] !== 'write').map((name) => `${name}: write`);
    kept.set(installationId, { token: made.token, expiresAt: Date.parse(made.expires_at), missing });
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
    missing(installationId) {
      const missing = kept.get(installationId)?.missing ?? [];
      if (missing.length > 0) kept.delete(installationId);
      return missing;
    },
  };
}
