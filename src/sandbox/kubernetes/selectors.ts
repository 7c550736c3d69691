import { at, type KubeObject } from './object.ts';
import { badRequest } from './status.ts';

export type Test = (object: KubeObject) => boolean;

/** Splits at commas outside parentheses. */
const split = (text: string): readonly string[] =>
  text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const requirement = (part: string): Test => {
  const among = /^([^\s!=]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (among !== null) {
    const [, key = '', operator, list = ''] = among;
    const values = new Set(list.split(',').map((value) => value.trim()));
    return ({ metadata }) => {
      const value = metadata.labels?.[key];
      return operator === 'in' ? value !== undefined && values.has(value) : value === undefined || !values.has(value);
    };
  }
  const equals = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s]*)$/.exec(part);
  if (equals !== null) {
    const [, key = '', operator, wanted = ''] = equals;
    return ({ metadata }) => (metadata.labels?.[key] === wanted) === (operator !== '!=');
  }
  const exists = /^(!?)\s*([^\s!=(),]+)$/.exec(part);
  if (exists === null) throw badRequest(`unable to parse requirement: found '${part}', expected: a label selector`);
  const [, not, key = ''] = exists;
  return ({ metadata }) => (metadata.labels?.[key] !== undefined) === (not === '');
};

/** A label selector in the form of the query parameter. */
export const labelSelector = (text: string): Test => {
  const tests = split(text).map(requirement);
  return (object) => tests.every((test) => test(object));
};

/** A field selector; only `metadata.name`, `metadata.namespace` and the kind's own fields are known, as on the server. */
export const fieldSelector = (text: string, selectable: readonly string[]): Test => {
  const tests = split(text).map((part): Test => {
    const match = /^([^\s!=]+)\s*(==|=|!=)\s*(.*)$/.exec(part);
    if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    const [, field = '', operator, wanted] = match;
    if (field !== 'metadata.name' && field !== 'metadata.namespace' && !selectable.includes(field)) {
      throw badRequest(`field label not supported: ${field}`);
    }
    const path = field.split('.');
    return (object) => (String(at(object, ...path) ?? '') === wanted) === (operator !== '!=');
  });
  return (object) => tests.every((test) => test(object));
};

/** `spec.selector` style: matchLabels and matchExpressions. An empty selector matches everything. */
export const matchesSelector = (selector: unknown, labels: Readonly<Record<string, string>>): boolean => {
  const wanted = Object.entries((at(selector, 'matchLabels') ?? {}) as Readonly<Record<string, string>>);
  const expressions = (at(selector, 'matchExpressions') ?? []) as readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      return value === undefined || !values.includes(value);
    })
  );
};
