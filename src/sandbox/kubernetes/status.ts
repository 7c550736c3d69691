/** A `Status` as the API server answers it. */
export interface StatusBody {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The names of a resource that messages need. */
export interface Named {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

export const qualified = (type: Named): string => (type.group === '' ? type.plural : `${type.plural}.${type.group}`);
const qualifiedKind = (type: Named): string => (type.group === '' ? type.kind : `${type.kind}.${type.group}`);

export const statusBody = (code: number, reason: string, message: string, details?: StatusDetails): StatusBody => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: code < 400 ? 'Success' : 'Failure',
  ...(message === '' ? {} : { message }),
  ...(reason === '' ? {} : { reason }),
  ...(details === undefined ? {} : { details }),
  code,
});

/** A refusal of the API server; `body` is what the client gets. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly body: StatusBody;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.body = statusBody(code, reason, message, details);
  }

  get code(): number {
    return this.body.code;
  }
}

const about = (type: Named, name?: string): StatusDetails => ({
  ...(name === undefined ? {} : { name }),
  ...(type.group === '' ? {} : { group: type.group }),
  kind: type.plural,
});

export const notFound = (type: Named, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${qualified(type)} "${name}" not found`, about(type, name));

export const pathNotFound = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (type: Named, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${qualified(type)} "${name}" already exists`, about(type, name));

export const conflict = (type: Named, name: string, why: string): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${why}`,
    about(type, name),
  );

export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again';

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized');

export const unsupportedMediaType = (accepted: readonly string[]): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const expired = (message: string): ApiError => new ApiError(410, 'Expired', message);

/** An error of the server's own that has no reason of its own, such as a patch that does not fit the schema. */
export const internal = (message: string): ApiError => new ApiError(500, '', message);

/** One thing wrong with one field, worded as `field.Error` words it. */
export interface FieldError {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

export const invalid = (type: Named, name: string, errors: readonly FieldError[]): ApiError => {
  const words = errors.map(({ field, message }) => `${field}: ${message}`);
  const list = words.length === 1 ? words[0] : `[${words.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${qualifiedKind(type)} "${name}" is invalid: ${list}`, {
    ...about(type, name),
    kind: type.kind,
    causes: errors.map(({ reason, field, message }) => ({ reason, message, field })),
  });
};
