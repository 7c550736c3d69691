import { AppError, type ErrorCode } from '../errors.ts';
import { type GraphqlError, messageOf, type Reply } from './reply.ts';

const archived = /archived/i;
const locked = /\blocked\b|lock(ed)? conversation/i;
const notPermitted = /resource not accessible by|must have .* (access|permission|rights)|need at least .* access/i;
const rateLimited = /^RATE_?LIMIT|rate limit|submitted too quickly/i;
const passing = /something went wrong|timed? ?out|couldn't respond|try again|temporarily unavailable|internal error/i;

/** Whether GitHub says that the App or its token lacks a permission. */
export const isNotPermitted = (said: string): boolean => notPermitted.test(said);

/** What a REST answer of status 400 and above means. Rate limits are told apart before. */
export function restFault(reply: Reply, request: string): AppError {
  const said = messageOf(reply.data);
  const fault = (code: ErrorCode, detail = said) => new AppError(code, `${request}: ${reply.status} ${detail}`.trim());
  switch (reply.status) {
    case 401:
      return fault('github/credentials');
    case 403: {
      if (archived.test(said)) return fault('github/archived');
      if (/suspended/i.test(said)) return fault('github/suspended');
      if (locked.test(said)) return fault('github/locked');
      if (!notPermitted.test(said)) return fault('github/refused');
      const accepted = reply.headers['x-accepted-github-permissions'];
      return fault('github/permission', accepted ? `${said} (needs ${accepted})` : said);
    }
    case 404:
    case 410:
      return fault('github/gone');
    case 409:
      return fault(/empty/i.test(said) ? 'github/empty' : 'github/unavailable');
    case 422:
      if (archived.test(said)) return fault('github/archived');
      return fault(locked.test(said) ? 'github/locked' : 'github/refused');
    case 408:
      return fault('github/unavailable');
    default:
      return fault(reply.status >= 500 || reply.status < 400 ? 'github/unavailable' : 'github/refused');
  }
}

/** What one error of a GraphQL answer means. */
export function graphqlFault(error: GraphqlError, operation: string): AppError {
  return new AppError(graphqlCode(error), `${operation} ${error.path.join('.')}: ${error.message}`.slice(0, 600));
}

function graphqlCode({ type, message, code }: GraphqlError): ErrorCode {
  if (rateLimited.test(`${type ?? ''} ${message}`)) return 'github/rate-limited';
  if (archived.test(message)) return 'github/archived';
  switch (type) {
    case 'NOT_FOUND':
      return 'github/gone';
    case 'INSUFFICIENT_SCOPES':
      return 'github/permission';
    case 'FORBIDDEN':
      if (locked.test(message)) return 'github/locked';
      return notPermitted.test(message) ? 'github/permission' : 'github/refused';
    case 'STALE_DATA':
      return 'github/partial';
    case 'SERVICE_UNAVAILABLE':
    case 'INTERNAL':
      return 'github/unavailable';
    case undefined:
      return code === undefined || passing.test(message) ? 'github/unavailable' : 'github/refused';
    default:
      if (locked.test(message)) return 'github/locked';
      return passing.test(message) ? 'github/unavailable' : 'github/refused';
  }
}

/** Faults that concern the subject for good: nothing that we do will make GitHub take the act. */
export function refusedForGood(code: ErrorCode): boolean {
  return code === 'github/gone' || code === 'github/locked' || code === 'github/archived';
}
