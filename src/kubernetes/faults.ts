import { namesRight } from '../domain/health/sight.ts';
import { AppError } from '../errors.ts';
import { at, count, list, text } from './decode/json.ts';

/** What the API server said when it did not say yes. */
export interface Refusal {
  readonly status: number;
  /** Kubernetes' own word, e.g. `NotFound`, `Expired`, `Conflict`; absent when the answer was not a `Status`. */
  readonly reason?: string;
  readonly message: string;
  /** The name of the object that the answer is about. */
  readonly name?: string;
  /** What is wrong with single fields, as far as the server says. */
  readonly causes: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

export interface Cause {
  /** In the server's notation, e.g. `spec.pools[0].name`. */
  readonly field: string;
  readonly message: string;
}

/** Reads a `Status` object, or plain text as proxies send it. */
export function decodeRefusal(status: number, body: string, retryAfter?: string): Refusal {
  const parsed = parse(body);
  const isStatus = at(parsed, 'kind') === 'Status';
  const reason = isStatus ? text(at(parsed, 'reason')) : undefined;
  const name = isStatus ? text(at(parsed, 'details', 'name')) : undefined;
  const words = isStatus ? text(at(parsed, 'message')) : body.trim().slice(0, 300);
  const causes = isStatus ? list(at(parsed, 'details', 'causes')).flatMap(causeOf) : [];
  const wait = count(Number(retryAfter ?? Number.NaN)) ?? count(at(parsed, 'details', 'retryAfterSeconds'));
  return {
    status,
    message: words || `HTTP ${status}`,
    causes,
    ...(reason === undefined ? {} : { reason }),
    ...(name === undefined ? {} : { name }),
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
  };
}

function causeOf(value: unknown): readonly Cause[] {
  const [field, message] = [text(at(value, 'field')), text(at(value, 'message'))];
  return field === undefined || message === undefined ? [] : [{ field, message }];
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** RBAC's own refusal; admission webhooks and quotas also answer 403, but those are about the object. */
export function isForbidden(refusal: Refusal): boolean {
  return refusal.status === 401 || (refusal.status === 403 && namesRight(refusal.message));
}

/** Server-side apply answers a field that the schema does not have with 500, though no repetition will help. */
const isSchemaFault = ({ message }: Refusal): boolean => message.includes('failed to create typed patch object');

/** True when trying again may help: the server is busy, restarting, or lost a race. */
export function isPassing(refusal: Refusal): boolean {
  const { status } = refusal;
  return (status >= 500 && !isSchemaFault(refusal)) || status === 429 || status === 408 || status === 409;
}

/** True when this very object is missing, and not its kind, its namespace or the path. */
export function isMissing(refusal: Refusal, name: string): boolean {
  return refusal.status === 404 && refusal.reason === 'NotFound' && refusal.name === name;
}

/** The fault to throw for a refusal that is not an expected outcome. */
export function faultOf(refusal: Refusal, act: string): AppError {
  const detail = `${act}: ${refusal.message}`;
  if (isForbidden(refusal)) return new AppError('kubernetes/forbidden', detail);
  return new AppError(isPassing(refusal) ? 'kubernetes/unavailable' : 'kubernetes/refused', detail);
}

/** What went wrong on the way, in words. A connection tried on several addresses fails with all of their errors and no message. */
export function wordsOf(error: unknown): string {
  const errors = list(at(error, 'errors'));
  if (errors.length > 0) return errors.map(wordsOf).join('; ');
  return text(at(error, 'message')) ?? String(error);
}
