import { randomUUID } from 'node:crypto';
import { type Options, Probot } from 'probot';
import type { Log } from '../ports/log.ts';
import type { AppCredentials } from './app.ts';
import { PlainOctokit, type TransportOptions } from './transport.ts';

/**
 * Probot for routing deliveries to handlers (`probot.receive`). Its own HTTP intake is never used: it would run handlers
 * inside the request, and take "development" for a missing secret; so it gets a secret that nobody knows.
 */
export function createProbot(app: AppCredentials, options: TransportOptions): Probot {
  const request = options.fetch === undefined ? {} : { request: { fetch: options.fetch } };
  return new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: randomUUID(),
    baseUrl: options.apiUrl,
    Octokit: PlainOctokit,
    log: probotLog(options.log) as unknown as NonNullable<Options['log']>,
    ...request,
  });
}

/** The part of pino that Probot uses. Its debug lines, and the errors it hands on, hold whole payloads: those go nowhere. */
function probotLog(log: Log): object {
  const quiet = () => {};
  const loud = (write: Log['warn']) => (first: unknown, message?: unknown) => {
    if (typeof first === 'string') write({}, first);
    else if (first instanceof Error) {
      const { name, stack } = first;
      write(
        { err: { type: name, message: first.message, stack } },
        typeof message === 'string' ? message : first.message,
      );
    } else write({}, String(message ?? ''));
  };
  const made: Record<string, unknown> = {
    level: 'warn',
    trace: quiet,
    debug: quiet,
    info: quiet,
    warn: loud((fields, message) => log.warn(fields, message)),
    error: loud((fields, message) => log.error(fields, message)),
    fatal: loud((fields, message) => log.error(fields, message)),
  };
  made.child = () => made;
  return made;
}
