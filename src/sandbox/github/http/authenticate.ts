import { verify } from 'node:crypto';
import type { Actor } from '../acts/access.ts';
import type { App, Token } from '../state/model.ts';
import type { World } from '../world.ts';

export type Authentication =
  | { readonly actor: Actor; readonly key: string }
  | { readonly refused: { readonly status: 401 | 403; readonly message: string } };

const refuse = (message: string, status: 401 | 403 = 401): Authentication => ({ refused: { status, message } });

/** Who an `Authorization` header stands for. `key` names the bucket that the request counts against. */
export function authenticate(world: World, header: string | undefined): Authentication {
  if (!header) return { actor: { kind: 'anonymous' }, key: 'anonymous' };
  const [scheme = '', credentials = ''] = header.split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'token':
      return credentials.split('.').length === 3 ? ofJwt(world, credentials) : ofToken(world, credentials);
    case 'basic': {
      const [user = '', password = ''] = Buffer.from(credentials, 'base64').toString('utf8').split(':', 2);
      return ofToken(world, password === '' || password === 'x-oauth-basic' ? user : password);
    }
    default:
      return refuse('Bad credentials');
  }
}

function ofToken(world: World, value: string): Authentication {
  const token = world.store.tokens.get(value);
  if (!token) return refuse('Bad credentials');
  if (token.kind === 'user') return { actor: { kind: 'user', account: token.user }, key: `user ID ${token.user.id}` };
  if (token.expiresAt <= world.now() || !world.store.installations.has(token.installation.id))
    return refuse('Bad credentials');
  if (token.installation.suspendedAt !== undefined) return refuse('This installation has been suspended', 403);
  return { actor: ofInstallation(token), key: `installation ID ${token.installation.id}` };
}

function ofInstallation(token: Extract<Token, { kind: 'installation' }>): Actor {
  const { installation, permissions, repositories } = token;
  return { kind: 'installation', account: installation.app.bot, installation, permissions, repositories };
}

/** An App's own token: RS256 by its key, at most ten minutes long, not from the future. */
function ofJwt(world: World, jwt: string): Authentication {
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const header = readPart(head);
  const claims = readPart(body);
  if (!header || !claims || header.alg !== 'RS256') return refuse('A JSON web token could not be decoded');
  const app = appOf(world, claims.iss);
  if (!app) return refuse('Integration not found');
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    app.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) return refuse('A JSON web token could not be decoded');
  const now = Math.floor(world.now() / 1000);
  const { iat, exp } = claims;
  if (typeof exp !== 'number' || exp <= now)
    return refuse(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (typeof iat !== 'number' || iat > now + 60)
    return refuse("'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  if (exp > now + 660) return refuse("'Expiration time' claim ('exp') is too far in the future");
  return { actor: { kind: 'app', app }, key: `app ID ${app.id}` };
}

function appOf(world: World, issuer: unknown): App | undefined {
  return [...world.store.apps.values()].find((app) => String(app.id) === String(issuer) || app.clientId === issuer);
}

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
