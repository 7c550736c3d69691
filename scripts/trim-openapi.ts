// Cuts GitHub's OpenAPI description (@octokit/openapi, hundreds of megabytes) down to the operations that the sandbox
// serves, as JSON Schema that ajv can compile. Run it after adding a route:
//   npm install --prefix /tmp/openapi @octokit/openapi
//   npx node scripts/trim-openapi.ts /tmp/openapi/node_modules/@octokit/openapi
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { routes } from '../src/sandbox/github/rest/routes.ts';

type Node = Readonly<Record<string, unknown>>;

interface Description {
  readonly 'x-webhooks': Readonly<Record<string, { readonly post: Node }>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Node>>>>;
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: trim-openapi.ts <folder of @octokit/openapi>');
const description = JSON.parse(readFileSync(`${folder}/generated/api.github.com.json`, 'utf8')) as Description;
const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version: string };

const words = new Set(['description', 'example', 'examples', 'title', 'externalDocs', 'deprecated', 'xml', 'readOnly']);
// The others say nothing about the shape, or ajv-formats does not know them; `email` refuses the addresses of bots,
// `1+name[bot]@users.noreply.github.com`, which GitHub sends all the same.
const formats = new Set(['date-time', 'uri', 'uuid']);
const used = new Map<string, unknown>();

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema without prose; `nullable` becomes a type or an alternative. */
function schemaOf(schema: Node): unknown {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    if (!used.has(name)) {
      used.set(name, undefined);
      used.set(name, schemaOf(description.components.schemas?.[name] ?? {}));
    }
    return { $ref: `#/schemas/${name}` };
  }
  const trimmed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && isNode(value)) {
      const properties = Object.entries(value).map(([name, each]) => [name, propertyOf(name, each as Node)]);
      trimmed.properties = Object.fromEntries(properties);
    } else if (words.has(key) || key.startsWith('x-') || key === 'nullable' || key === 'default') {
      // prose
    } else if (key === 'format') {
      if (formats.has(String(value))) trimmed.format = value;
    } else if (Array.isArray(value)) {
      trimmed[key] = value.map((each) => (isNode(each) ? schemaOf(each) : each));
    } else {
      trimmed[key] = isNode(value) ? schemaOf(value) : value;
    }
  }
  return schema.nullable === true ? nullable(trimmed) : trimmed;
}

/** The lists of event names in the description are out of date: they lack `merge_group`, for one. */
function propertyOf(name: string, schema: Node): unknown {
  const items = schema.items as Node | undefined;
  return schemaOf(name === 'events' && items?.enum ? { ...schema, items: { type: 'string' } } : schema);
}

function nullable(schema: Record<string, unknown>): unknown {
  if (typeof schema.type === 'string') {
    const values = Array.isArray(schema.enum) ? { enum: [...new Set([...schema.enum, null])] } : {};
    return { ...schema, ...values, type: [schema.type, 'null'] };
  }
  return { anyOf: [{ type: 'null' }, schema] };
}

function resolved(node: Node): Node {
  if (typeof node.$ref !== 'string') return node;
  const [, , kind = '', name = ''] = node.$ref.split('/');
  const found = description.components[kind]?.[name];
  if (!found) throw new Error(`${node.$ref} is not there`);
  return found;
}

/** The schema of a body's JSON; `null` when it has none that is JSON. */
function jsonOf(holder: Node): unknown {
  const content = holder.content as Readonly<Record<string, { readonly schema?: Node }>> | undefined;
  const schema = content?.['application/json']?.schema;
  return schema ? schemaOf(schema) : null;
}

// What is asked of GitHub alone: the sandbox has no branch protection.
const elsewhere = [
  { method: 'GET', template: '/repos/{owner}/{repo}/branches/{branch}' },
  { method: 'GET', template: '/repos/{owner}/{repo}/rules/branches/{branch}' },
];

const operations: Record<string, unknown> = {};
for (const { method, template } of [...routes, ...elsewhere]) {
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (!operation) throw new Error(`GitHub describes no ${method} ${template}`);
  const parameters = ((operation.parameters ?? []) as Node[])
    .map(resolved)
    .filter(({ in: where }) => where === 'query');
  const body = operation.requestBody ? resolved(operation.requestBody as Node) : undefined;
  const responses = Object.entries(operation.responses as Readonly<Record<string, Node>>);
  operations[`${method} ${template}`] = {
    query: Object.fromEntries(parameters.map(({ name, schema }) => [name, schemaOf(schema as Node)])),
    ...(body ? { body: jsonOf(body), bodyRequired: body.required === true } : {}),
    responses: Object.fromEntries(responses.map(([status, response]) => [status, jsonOf(resolved(response))])),
  };
}

// The description has this list's account be a user and an enterprise at once; one installation alone is described well.
const list = operations['GET /app/installations'] as { responses: Record<string, unknown> };
list.responses['200'] = { type: 'array', items: { $ref: '#/schemas/installation' } };

// What the sandbox sends.
const sent: Readonly<Record<string, readonly string[]>> = {
  issues: ['opened', 'edited', 'closed', 'reopened', 'labeled', 'unlabeled', 'locked', 'unlocked', 'deleted'],
  issue_comment: ['created', 'edited', 'deleted'],
  pull_request: [
    ...['opened', 'edited', 'closed', 'reopened', 'synchronize', 'converted_to_draft', 'ready_for_review'],
    ...['labeled', 'unlabeled', 'locked', 'unlocked'],
  ],
  pull_request_review: ['submitted', 'edited', 'dismissed'],
  check_run: ['created', 'completed', 'rerequested', 'requested_action'],
  check_suite: ['requested', 'rerequested', 'completed'],
  merge_group: ['checks_requested'],
  installation: ['created', 'deleted', 'suspend', 'unsuspend'],
  push: [''],
  ping: [''],
};

const webhooks: Record<string, unknown> = {};
for (const [event, actions] of Object.entries(sent)) {
  for (const action of actions) {
    const name = [event, action].filter((part) => part !== '').join('-');
    const webhook = description['x-webhooks'][name.replaceAll('_', '-')];
    if (!webhook) throw new Error(`GitHub describes no webhook ${name}`);
    webhooks[action === '' ? event : `${event}.${action}`] = jsonOf(webhook.post.requestBody as Node);
  }
}

/** Webhook schemas repeat whole objects: those that occur twice move to the shared schemas. */
function share<Tree>(tree: Tree): Tree {
  const counts = new Map<string, number>();
  const count = (node: unknown): void => {
    if (!isNode(node) && !Array.isArray(node)) return;
    if (isNode(node) && node.type !== undefined) {
      const text = JSON.stringify(node);
      if (text.length > 200) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    Object.values(node).forEach(count);
  };
  const names = new Map<string, string>();
  const replace = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(replace);
    if (!isNode(node)) return node;
    const copy = () => Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replace(value)]));
    const text = JSON.stringify(node);
    if ((counts.get(text) ?? 0) < 2) return copy();
    let name = names.get(text);
    if (name === undefined) {
      name = `shared-${names.size + 1}`;
      names.set(text, name);
      used.set(name, undefined);
      used.set(name, copy());
    }
    return { $ref: `#/schemas/${name}` };
  };
  count(tree);
  return replace(tree) as Tree;
}

const file = new URL('../test/support/github/openapi.generated.json', import.meta.url);
const source = `Derived from @octokit/openapi ${version} (github/rest-api-description), MIT License, Copyright GitHub and contributors`;
const shared = share({ webhooks, schemas: Object.fromEntries(used) });
writeFileSync(
  file,
  `${JSON.stringify({ source, operations, webhooks: shared.webhooks, schemas: { ...shared.schemas, ...Object.fromEntries([...used].filter(([name]) => name.startsWith('shared-'))) } })}\n`,
);
console.log(`${Object.keys(operations).length} operations, ${used.size} schemas, ${statSync(file).size} bytes`);
