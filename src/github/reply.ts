/** An answer of GitHub, whatever its status. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

export interface GraphqlError {
  readonly message: string;
  /** `NOT_FOUND`, `FORBIDDEN`, …; absent on faults of the service itself. */
  readonly type?: string;
  readonly path: readonly (string | number)[];
  /** From `extensions.code`, e.g. `undefinedField`. */
  readonly code?: string;
}

export interface GraphqlReply {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly GraphqlError[];
}

/** What GitHub said in the body, or '' when it said nothing that can be read. */
export function messageOf(data: unknown): string {
  if (typeof data === 'string') return data.slice(0, 300);
  if (typeof data !== 'object' || data === null) return '';
  const message = 'message' in data && typeof data.message === 'string' ? data.message : '';
  const details = 'errors' in data && Array.isArray(data.errors) ? data.errors.map(detailOf).filter(Boolean) : [];
  return [message, ...details].filter(Boolean).join(': ').slice(0, 600);
}

function detailOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  if ('message' in error && typeof error.message === 'string') return error.message;
  const part = (key: string) => (key in error ? String((error as Record<string, unknown>)[key]) : '');
  return [part('resource'), part('field'), part('code')].filter(Boolean).join(' ');
}
