import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Exchange } from '../../../src/sandbox/github/main.ts';
import { exampleFindings } from './examples.ts';

interface Operation {
  readonly query: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly bodyRequired?: boolean;
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
  readonly schemas: Readonly<Record<string, unknown>>;
}

const description = JSON.parse(
  readFileSync(new URL('./openapi.generated.json', import.meta.url), 'utf8').replaceAll(
    '"#/schemas/',
    '"github#/schemas/',
  ),
) as Description;

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
formats.default(ajv);
ajv.addSchema({ $id: 'github', schemas: description.schemas });
// Query parameters are text on the wire.
const coercing = new Ajv({ strict: false, coerceTypes: true });
formats.default(coercing);
coercing.addSchema({ $id: 'github', schemas: description.schemas });

const compiled = new Map<unknown, ValidateFunction>();

function findings(schema: unknown, value: unknown, of: string, validator = ajv): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = validator.compile(schema as object);
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${of}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}

// GitHub describes a few refusals an operation; these can meet any.
const anyRefusal = new Set([400, 401, 403, 404, 409, 410, 422, 429, 500, 502, 503]);

function restFindings(exchange: Extract<Exchange, { kind: 'rest' }>): string[] {
  const { method, route, url, status } = exchange;
  const name = `${method} ${route ?? url}`;
  const operation = description.operations[name];
  if (!operation) return [`${name}: GitHub describes no such operation, or the sandbox does not serve it`];
  const found = [...queryFindings(operation, url, name), ...bodyFindings(operation, exchange.requestBody, name)];
  if (exchange.faulted) return found;
  const schema = operation.responses[String(status)];
  // A refused request may well be malformed: that is what it was refused for.
  const request = status >= 400 ? [] : found;
  if (schema === undefined) {
    if (!anyRefusal.has(status)) return [...request, `${name}: GitHub never answers ${status}`];
    const { message } = (exchange.responseBody ?? {}) as { message?: unknown };
    return typeof message === 'string' ? request : [...request, `${name}: ${status} without a message`];
  }
  const raw = Buffer.isBuffer(exchange.responseBody);
  return schema === null || raw
    ? request
    : [...request, ...findings(schema, exchange.responseBody, `${name} → ${status}`)];
}

function queryFindings(operation: Operation, url: string, name: string): string[] {
  const query = [...new URL(url, 'http://127.0.0.1').searchParams];
  return query.flatMap(([key, value]) => {
    const schema = operation.query[key];
    if (schema === undefined) return [`${name}: no query parameter "${key}"`];
    return findings({ type: 'object', properties: { [key]: schema } }, { [key]: value }, `${name} ?`, coercing);
  });
}

function bodyFindings(operation: Operation, body: unknown, name: string): string[] {
  if (body === undefined) return operation.bodyRequired ? [`${name}: a body is required`] : [];
  if (!operation.body) return Object.keys(body as object).length > 0 ? [`${name}: takes no body`] : [];
  // GitHub ignores what it does not know, so a misspelt field goes unseen: not here.
  const { properties } = operation.body as { properties?: object };
  const unknown = properties ? Object.keys(body as object).filter((key) => !(key in properties)) : [];
  return [...unknown.map((key) => `${name}: no field "${key}"`), ...findings(operation.body, body, `${name} body`)];
}

function graphqlFindings(exchange: Extract<Exchange, { kind: 'graphql' }>): string[] {
  if (exchange.faulted || exchange.status !== 200) return [];
  const { data, errors = [] } = exchange.reply as { data?: unknown; errors?: { message: string; type?: string }[] };
  const name = `GraphQL ${exchange.operation ?? exchange.fields.join(', ')}`;
  if (data === undefined) return errors.map(({ message }) => `${name}: ${message}`);
  // An error without GitHub's `type` is the sandbox's own fault.
  return errors.filter(({ type }) => type === undefined).map(({ message }) => `${name}: ${message}`);
}

function webhookFindings(exchange: Extract<Exchange, { kind: 'webhook' }>): string[] {
  const { event, payload } = exchange;
  const name = typeof payload.action === 'string' ? `${event}.${payload.action}` : event;
  const schema = description.webhooks[name];
  if (!schema) return [`webhook ${name}: GitHub describes no such webhook, or it was not trimmed in`];
  return [...findings(schema, payload, `webhook ${name}`), ...exampleFindings(event, payload)];
}

/** What of an answer differs from GitHub's own description of the route. */
export const answerFindings = (method: string, route: string, status: number, responseBody: unknown): string[] =>
  restFindings({ kind: 'rest', method, route, url: route, status, responseBody } as Extract<
    Exchange,
    { kind: 'rest' }
  >);

/** What of an exchange differs from GitHub's own descriptions; empty when all fits. */
export function conformanceFindings(exchange: Exchange): string[] {
  switch (exchange.kind) {
    case 'rest':
      return restFindings(exchange);
    case 'graphql':
      return graphqlFindings(exchange);
    case 'webhook':
      return webhookFindings(exchange);
  }
}

/** Pass `observe` to the sandbox, and call `assert` at the end of the test: it throws what was found, and starts afresh. */
export function recordConformance(): { readonly observe: (exchange: Exchange) => void; assert(): void } {
  const found: string[] = [];
  return {
    observe: (exchange) => {
      // A copy as on the wire: no `undefined`, nothing that changes later.
      const wire = Buffer.isBuffer((exchange as { responseBody?: unknown }).responseBody)
        ? exchange
        : (JSON.parse(JSON.stringify(exchange)) as Exchange);
      found.push(...conformanceFindings(wire));
    },
    assert() {
      const all = [...new Set(found.splice(0))];
      if (all.length > 0) throw new Error(`differs from GitHub:\n${all.join('\n')}`);
    },
  };
}
