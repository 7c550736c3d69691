/** Words of GraphQL's `type`; REST maps each to a status. */
export type ProblemKind =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNPROCESSABLE'
  | 'STALE_DATA'
  | 'CONFLICT'
  | 'NOT_ALLOWED'
  | 'GONE';

export interface FieldProblem {
  readonly resource: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom';
  readonly field?: string;
  readonly message?: string;
}

/** What GitHub refuses, in its own words. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  /** For REST's `Validation Failed`. */
  readonly fields: readonly FieldProblem[];

  constructor(kind: ProblemKind, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.kind = kind;
    this.fields = fields;
  }
}

export const notFound = (message = 'Not Found'): Problem => new Problem('NOT_FOUND', message);
export const notAccessible = (): Problem => new Problem('FORBIDDEN', 'Resource not accessible by integration');
/** A custom validation error: the message is shown by GraphQL, and by REST within `errors`. */
export const invalid = (resource: string, message: string, field?: string): Problem =>
  new Problem('UNPROCESSABLE', message, [{ resource, code: 'custom', message, ...(field ? { field } : {}) }]);
/** REST shows the message itself, without `errors`. */
export const unprocessable = (message: string): Problem => new Problem('UNPROCESSABLE', message);
