import { readFileSync } from 'node:fs';

interface Examples {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const examples = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@octokit/webhooks-examples/api.github.com/index.json')), 'utf8'),
) as readonly Examples[];

type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** What all examples have in common at a place. */
interface Shape {
  readonly kinds: ReadonlySet<Kind>;
  /** Fields that every object there has. */
  readonly fields: ReadonlyMap<string, Shape>;
  /** Of the elements of all arrays there. */
  readonly items: Shape | undefined;
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as Kind;
}

function shapeOf(values: readonly unknown[]): Shape {
  const objects = values.filter((value): value is Record<string, unknown> => kindOf(value) === 'object');
  const elements = values.filter((value) => Array.isArray(value)).flat();
  const always = Object.keys(objects[0] ?? {}).filter((key) => objects.every((object) => key in object));
  return {
    kinds: new Set(values.map(kindOf)),
    fields: new Map(always.map((key) => [key, shapeOf(objects.map((object) => object[key]))])),
    items: elements.length > 0 ? shapeOf(elements) : undefined,
  };
}

const exceptions = new Set([
  // The examples are pings of repositories' hooks. An App's hook has neither.
  'webhook ping.hook.url',
  'webhook ping.hook.ping_url',
  // Numbers in the examples of 2019, text in the OpenAPI description, which is newer.
  'webhook installation.installation.created_at',
  'webhook installation.installation.updated_at',
  // Only when the address belongs to an account.
  'webhook push.commits[].author.username',
  'webhook push.commits[].committer.username',
  'webhook push.head_commit.author.username',
  'webhook push.head_commit.committer.username',
]);

const shapes = new Map<string, Shape | undefined>();

function shapeFor(event: string, action: unknown): Shape | undefined {
  const name = `${event} ${action}`;
  if (!shapes.has(name)) {
    const all = examples.find((each) => each.name === event);
    const same = all?.examples.filter((each) => each.action === action) ?? [];
    const chosen = same.length > 0 ? same : (all?.examples ?? []);
    shapes.set(name, chosen.length > 0 ? shapeOf(chosen) : undefined);
  }
  return shapes.get(name);
}

/**
 * Fields that GitHub's published examples of the event always have must be there, of the same JSON type. `null` stands
 * for a missing milestone and the like; where it may, the OpenAPI description says, which is checked beside this.
 */
export function exampleFindings(event: string, payload: Readonly<Record<string, unknown>>): string[] {
  const shape = shapeFor(event, payload.action);
  return shape ? compare(payload, shape, `webhook ${event}`) : [`webhook ${event}: no example of it`];
}

function compare(value: unknown, shape: Shape, place: string): string[] {
  const kind = kindOf(value);
  if (kind === 'null') return [];
  if (!shape.kinds.has(kind) && [...shape.kinds].some((each) => each !== 'null'))
    return [`${place}: is ${kind}, examples have ${[...shape.kinds].join(' or ')}`];
  if (Array.isArray(value)) {
    const { items } = shape;
    return items ? value.flatMap((each, index) => compare(each, items, `${place}[${index}]`)) : [];
  }
  if (kind !== 'object') return [];
  // A map of what the App was granted: its keys differ from App to App.
  if (place.endsWith('.permissions')) return [];
  const object = value as Readonly<Record<string, unknown>>;
  return [...shape.fields].flatMap(([key, field]) => {
    const here = `${place}.${key}`;
    if (exceptions.has(here.replace(/\[\d+\]/g, '[]'))) return [];
    return key in object ? compare(object[key], field, here) : [`${here}: missing, examples always have it`];
  });
}
