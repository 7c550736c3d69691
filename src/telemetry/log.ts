import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { redact } from '../domain/text/redact.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LogOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly pretty?: boolean;
  /** Where the lines go; standard output by default. */
  readonly destination?: { write(line: string): void };
}

const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const own = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'err']);

interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly err?: { readonly stack?: string; readonly message?: string };
  readonly [field: string]: unknown;
}

/** One JSON line as a line for people: time, level, message, then the other fields. */
const forPeople = (text: string): string => {
  const line = JSON.parse(text) as Line;
  const fields = Object.entries(line)
    .filter(([key]) => !own.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const time = new Date(line.time).toISOString().slice(11, 23);
  const level = (levelNames[line.level] ?? String(line.level)).padEnd(5);
  const trace =
    line.err === undefined ? '' : `\n  ${(line.err.stack ?? line.err.message ?? '').replaceAll('\n', '\n  ')}`;
  return `${time} ${level} ${line.msg ?? ''}${fields.join('')}${trace}\n`;
};

const holdsSecret = (key: string): boolean => {
  const probe = JSON.stringify({ [key]: '0' });
  return redact(probe) !== probe;
};

const redactEach = (value: unknown, key: string): unknown => {
  if (typeof value === 'string') return holdsSecret(key) ? '[redacted]' : redact(value);
  if (Array.isArray(value)) return value.map((each) => redactEach(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redactEach(inner, name)]));
};

/** The line redacted as a whole; where that would break its JSON (a secret next to an escaped quote), value by value. */
const safeLine = (line: string): string => {
  const safe = redact(line);
  if (safe === line) return line;
  try {
    JSON.parse(safe);
    return safe;
  } catch {
    return `${JSON.stringify(redactEach(JSON.parse(line), ''))}\n`;
  }
};

/**
 * The logger: one JSON line an entry. Whole lines pass the redactor, so that no field, message or error can carry a
 * token, a key or a URL's credentials out. `child({ request })` puts a request's id on every line below it.
 */
export const createLog = (options: LogOptions): Logger => {
  const out = options.destination ?? process.stdout;
  const destination: DestinationStream = {
    write: (line) => {
      const safe = safeLine(line);
      out.write(options.pretty === true ? forPeople(safe) : safe);
    },
  };
  const settings: LoggerOptions = { level: options.level, base: null };
  return pino(settings, destination);
};
