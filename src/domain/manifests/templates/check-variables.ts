import type { TemplateUse } from '../../cluster/spec.ts';
import { type Finding, fault, type Place } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';
import { unsafe } from '../check-rendered.ts';
import { enumerated } from './enumerated.ts';
import type { TemplateNode } from './parse.ts';
import { isOptional, type TemplateVariable } from './read-template.ts';
import type { EmptyUse, Piece } from './substitute.ts';

/** More are counted, not listed. */
const mostListed = 100;

type HasValue = (name: string) => boolean;
type PlaceOf = (offset: number) => Place;

/** What is wrong with the values that a template gets: the missing ones all at once, those that it has no use for, unsafe ones. */
export function checkVariables(
  variables: readonly TemplateVariable[],
  use: TemplateUse,
  hasValue: HasValue,
  place: PlaceOf,
): readonly Finding[] {
  return [...missing(variables, hasValue, place), ...unknown(variables, use), ...unsafeValues(use)];
}

/** Every variable without a value, once, with the lines where it is used. */
function missing(variables: readonly TemplateVariable[], hasValue: HasValue, place: PlaceOf): readonly Finding[] {
  const without = variables.filter((each) => !isOptional(each) && !hasValue(each.name));
  const listed = without.slice(0, mostListed).map((each) =>
    fault('template/variable-missing', `The template needs a value for ${each.name} (${linesOf(each, place)}).`, {
      cure: cureOf(each.name),
      place: place(each.uses[0] ?? 0),
    }),
  );
  const more = without.length - listed.length;
  return more > 0
    ? [...listed, fault('template/variable-missing', `The template needs values for ${more} more variables.`)]
    : listed;
}

/** Names under which the templates of providers take a secret, or the name of one. */
const secret =
  /(^|_)(PASSWORD|PASSWD|TOKEN|SECRET|(SECRET|ACCESS|PRIVATE)_KEY|CREDENTIALS?|CLOUD_YAML|PROVIDER_CONF)(_B64)?$/i;

function cureOf(name: string): string {
  const give = `ive it with the command, ${name}=value, or in the configuration.`;
  if (!secret.test(name)) return `G${give}`;
  return `If it is a secret, have the template refer to a Secret by its name: comments and Git are read by many. Else g${give}`;
}

/** `line 3`, or `lines 3, 7 and 12`. */
function linesOf({ uses, within }: TemplateVariable, place: PlaceOf): string {
  const lines = [...new Set([...uses, ...within].map((at) => place(at).line ?? 1))].sort((a, b) => a - b);
  return `${lines.length === 1 ? 'line' : 'lines'} ${enumerated(lines.map(String))}`;
}

/** Names that a command gives and the template has not. What the configuration gives may be for other templates. */
function unknown(variables: readonly TemplateVariable[], { asked, path }: TemplateUse): readonly Finding[] {
  const names = [...new Set(variables.map(({ name }) => name.toUpperCase()))];
  return Object.keys(asked)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = didYouMean(name, names);
      const cure = meant === undefined ? `It has ${enumerated(names) || 'none'}.` : `Did you mean ${meant}?`;
      return fault('template/variable-unknown', `The template ${path} has no variable ${name}.`, { cure });
    });
}

function unsafeValues({ asked }: TemplateUse): readonly Finding[] {
  return Object.entries(asked)
    .filter(([, value]) => unsafe.test(value))
    .map(([name]) => fault('template/value-invalid', `The value of ${name} holds a control character, "\${" or "{{".`));
}

/**
 * What looks as if it gave something and does not: clusterctl looks at a value once, so that a value that names a variable stays as
 * it is, and a default that uses a variable without a value (itself, the next of a ring) gives nothing.
 */
export function checkReferences(
  empty: readonly EmptyUse[],
  variables: readonly TemplateVariable[],
  { configured }: TemplateUse,
  place: PlaceOf,
): readonly Finding[] {
  const uses = [...new Map(empty.map((each) => [each.name, each])).values()].map(
    ({ name, at }): Finding => ({
      ...fault('template/reference', `A default uses ${name}, which has no value: nothing stands there.`),
      severity: 'warning',
      place: place(at),
    }),
  );
  const names = new Set(variables.map(({ name }) => name.toUpperCase()));
  const values = Object.entries(configured).flatMap(([name, value]): readonly Finding[] => {
    const [reference] = names.has(name) ? (/\$\{\w+/.exec(value) ?? []) : [];
    if (reference === undefined) return [];
    const message = `The value of ${name} holds ${reference}}, and values are not looked through: it stays as it is.`;
    return [{ ...fault('template/reference', message), severity: 'notice' }];
  });
  return [...uses, ...values].slice(0, mostListed);
}

/**
 * Values with the v of a version behind another v of the template (`v${KUBERNETES_VERSION}`): no machine runs a vv1.34.3. `pieces` are
 * those of the nodes, one each.
 */
export function checkDoubled(
  nodes: readonly TemplateNode[],
  pieces: readonly Piece[],
  place: PlaceOf,
): readonly Finding[] {
  return nodes.flatMap((node, index) => {
    const [before, own] = [pieces[index - 1], pieces[index]];
    if (node.kind === 'text' || before?.literal !== true || own === undefined) return [];
    if (!/(?:^|[^A-Za-z0-9])v$/.test(before.text) || !/^v\d+\.\d/.test(own.text)) return [];
    return [
      fault(
        'cluster/version-unsupported',
        `The value of ${node.name} carries the v of a version: this is v${own.text}.`,
        {
          cure: `Write \${${node.name}} without a v before it, as the templates of the providers do.`,
          place: place(node.at),
        },
      ),
    ];
  });
}
