import type { Condition } from '../../domain/health/objects.ts';
import { instant } from './instant.ts';
import { count, record, text } from './json.ts';

/** A condition without its time: thousands of objects share each. */
export type ConditionBody = Omit<Condition, 'since'>;

/**
 * The conditions of one object in little room: what they say, shared with every object that says the same, and when each
 * changed. Fifteen conditions take 150 bytes so, and 1,600 as objects of their own.
 */
export interface PackedConditions {
  readonly bodies: readonly ConditionBody[];
  /** Seconds since the epoch, 0 for a condition that does not say; one for each body. */
  readonly seconds: readonly number[];
}

/** A list of bodies as a path from the root, so that equal lists are one and the same. */
interface Shape {
  readonly parent: Shape | undefined;
  readonly body: ConditionBody | undefined;
  next: Map<ConditionBody, Shape> | undefined;
  bodies: readonly ConditionBody[] | undefined;
}

export const noConditions: PackedConditions = { bodies: [], seconds: [] };

/** Different things that conditions of one type were seen to say; the latest only, because messages may hold anything. */
const bodiesAType = 24;
const typesAtMost = 2_000;
const shapesAtMost = 20_000;

const known = new Map<string, ConditionBody[]>();
let root = shapeOf(undefined, undefined);
let shapes = 0;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function bodyOf(raw: Readonly<Record<string, unknown>>, type: string): ConditionBody {
  const status = raw.status === 'True' || raw.status === 'False' ? raw.status : 'Unknown';
  const reason = text(raw.reason) ?? '';
  const message = text(raw.message) ?? '';
  const severity = text(raw.severity);
  const generation = count(raw.observedGeneration);
  const others = known.get(type) ?? [];
  for (const body of others) {
    const same =
      body.status === status &&
      body.reason === reason &&
      body.message === message &&
      body.observedGeneration === generation &&
      body.severity === severity;
    if (same) return body;
  }
  const made: Mutable<ConditionBody> = { type: others[0]?.type ?? type, status, reason, message };
  if (generation !== undefined) made.observedGeneration = generation;
  if (severity !== undefined) made.severity = severity;
  if (others.length === 0) {
    if (known.size >= typesAtMost) known.clear();
    known.set(type, others);
  }
  others.unshift(made);
  if (others.length > bodiesAType) others.length = bodiesAType;
  return made;
}

function shapeOf(parent: Shape | undefined, body: ConditionBody | undefined): Shape {
  return { parent, body, next: undefined, bodies: undefined };
}

function nextShape(shape: Shape, body: ConditionBody): Shape {
  const found = shape.next?.get(body);
  if (found !== undefined) return found;
  const made = shapeOf(shape, body);
  if (shapes >= shapesAtMost) {
    root = shapeOf(undefined, undefined);
    shapes = 0;
  }
  shapes += 1;
  shape.next ??= new Map();
  shape.next.set(body, made);
  return made;
}

function bodiesOf(shape: Shape): readonly ConditionBody[] {
  if (shape.bodies === undefined) {
    const bodies: ConditionBody[] = [];
    for (let here: Shape | undefined = shape; here?.body !== undefined; here = here.parent) bodies.unshift(here.body);
    shape.bodies = bodies;
  }
  return shape.bodies;
}

/** Packs a list of raw conditions; those without a type are left out, an unknown status reads as `Unknown`. */
export function packConditions(values: unknown): PackedConditions {
  if (!Array.isArray(values) || values.length === 0) return noConditions;
  let shape = root;
  let used = 0;
  // Of exactly the needed size: an array that grows by `push` starts with room for seventeen.
  const seconds = new Array<number>(values.length);
  for (const value of values) {
    const raw = record(value);
    const type = text(raw?.type);
    if (raw === undefined || type === undefined) continue;
    shape = nextShape(shape, bodyOf(raw, type));
    seconds[used] = Math.floor((instant(raw.lastTransitionTime) ?? 0) / 1000);
    used += 1;
  }
  seconds.length = used;
  return { bodies: bodiesOf(shape), seconds };
}

/** The conditions as the rest of the bot knows them. */
export function unpackConditions({ bodies, seconds }: PackedConditions): readonly Condition[] {
  return bodies.map((body, index) => {
    const second = seconds[index] ?? 0;
    return second === 0 ? body : { ...body, since: second * 1000 };
  });
}
