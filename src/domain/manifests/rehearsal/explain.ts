import { type Finding, fault } from '../../finding.ts';
import { at } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import type { Choice } from './choose-objects.ts';
import { offsetOfField } from './field-path.ts';
import type { Complaint, Rehearsed, WhyUnknown } from './rehearsed.ts';

/** What a rehearsal came to. */
export interface Rehearsal {
  readonly findings: readonly Finding[];
  /** One sentence for the report; empty when there was nothing to ask about. */
  readonly said: string;
  /** The API server gave no answer about some of it, which it may give later. */
  readonly unanswered?: true;
}

/** Why nothing was asked, where that is nobody's fault. */
export function notRehearsed(why: string): Rehearsal {
  return { findings: [], said: `No dry run: ${why}.` };
}

const noAnswer: Rehearsed = { state: 'unknown', why: 'unanswered', said: 'no answer came' };
const isUnanswered = (outcome: Rehearsed = noAnswer): boolean =>
  outcome.state === 'unknown' && outcome.why === 'unanswered';

/**
 * The findings of a rehearsal: what the API server refuses, on the lines that it is about, and what it was not asked or did not
 * say, once for each reason. A refusal at a line that `known` has an error for adds nothing. `name` is the management cluster's,
 * where there are several.
 */
export function explainRehearsal(
  choice: Choice,
  outcomes: readonly Rehearsed[],
  known: readonly Finding[],
  name?: string,
): Rehearsal {
  const { asked } = choice;
  const lines = new Set(known.filter(({ severity }) => severity === 'error').map(lineOf));
  const made = newNames(asked);
  const findings: Finding[] = [];
  const unsaid = new Map<string, { readonly cure: string; readonly objects: SourceDocument[] }>();
  const put = (why: string, cure: string, object: SourceDocument): void => {
    const group = unsaid.get(why) ?? { cure, objects: [] };
    unsaid.set(why, group);
    group.objects.push(object);
  };
  let accepted = 0;
  asked.forEach((object, index) => {
    const outcome = outcomes[index] ?? noAnswer;
    if (outcome.state === 'accepted') accepted += 1;
    else if (outcome.state === 'unknown' && outcome.why === 'kind' && !made.kinds.has(object.kind ?? ''))
      findings.push(unserved(object, name));
    else if (outcome.state === 'unknown') put(...reasonOf(object, outcome.why, outcome.said, made), object);
    else if (dependsOn(outcome.complaints, made)) put(waits, afterMerge, object);
    else {
      const refusals = outcome.complaints.map((each) => refusal(object, each));
      findings.push(...refusals.filter((each) => !lines.has(lineOf(each))));
    }
  });
  for (const [why, objects] of choice.left) for (const object of objects) put(why, doNotRead, object);
  findings.push(...[...unsaid].map(([why, { cure, objects }]) => unrehearsed(objects, why, cure)));
  const unanswered = asked.some((_, index) => isUnanswered(outcomes[index]));
  const said = sentence(accepted, asked.length, choice.left.size > 0, name);
  return { findings, said, ...(unanswered ? { unanswered } : {}) };
}

/**
 * The objects of a change whose kinds the management cluster does not serve and the change itself does not bring; `serves` says
 * nothing of what it does not know.
 */
export function unservedKinds(
  { asked }: Choice,
  serves: (object: SourceDocument) => boolean | undefined,
  name?: string,
): readonly Finding[] {
  const made = newNames(asked);
  return asked
    .filter((object) => serves(object) === false && !made.kinds.has(object.kind ?? ''))
    .map((object) => unserved(object, name));
}

function unserved(object: SourceDocument, name: string | undefined): Finding {
  const cluster = name === undefined ? 'the management cluster' : `the management cluster ${name}`;
  const message = `${nameOf(object)}: ${cluster} serves no kind ${object.kind} in ${object.apiVersion}, so no engine can apply it.`;
  const place = object.place(offsetOfField(object, 'kind'));
  const cure = object.kind === undefined || !Object.hasOwn(kindCures, object.kind) ? undefined : kindCures[object.kind];
  return fault('manifest/kind-not-served', message, { place, ...(cure === undefined ? {} : { cure }) });
}

const kindCures: Readonly<Record<string, string>> = {
  HelmChartProxy:
    'Install the Cluster API add-on provider for Helm (clusterctl init --addon helm) and check again; or set addons.installer to cluster-resource-set or external, and give the command again.',
};

const doNotRead = 'Do not read it as ok: look at the object yourself.';
const waits = 'it needs another object of this pull request, which is not there before the merge';
const afterMerge = 'Nothing, if that object is right: the engine applies both.';

const cures: Readonly<Record<WhyUnknown, string>> = {
  namespace: 'Create the namespace, or correct its name; then check again.',
  kind: 'Install what serves the kind, or correct apiVersion and kind; then check again.',
  forbidden:
    'Grant the role for dry runs that deploy/ ships: in this namespace (which has to exist) and for this kind; then check again.',
  unanswered: 'Nothing, if the API server and its admission webhooks answer soon: this check asks again by itself.',
};

function reasonOf(object: SourceDocument, why: WhyUnknown, said: string, made: Made): readonly [string, string] {
  const comes = why === 'kind' ? made.kinds.has(object.kind ?? '') : made.namespaces.has(namespaceIn(said));
  return comes && why !== 'unanswered' ? [waits, afterMerge] : [said, cures[why]];
}

/** Where rights are bound namespace by namespace, one that is not there shows as a right that is missing. */
const namespaceIn = (said: string): string => /namespaces? "([^"]+)"/.exec(said)?.[1] ?? '';

/** What the change itself brings, on which other objects of it may depend. */
interface Made {
  readonly namespaces: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

function newNames(objects: readonly SourceDocument[]): Made {
  const namesOf = (kind: string): readonly string[] =>
    objects.flatMap((each) => (each.kind === kind && each.name !== undefined ? [each.name] : []));
  const kinds = objects.flatMap(({ kind, root }) => {
    const defined = kind === 'CustomResourceDefinition' ? at(root, 'spec', 'names', 'kind') : undefined;
    return defined?.kind === 'scalar' ? [String(defined.value)] : [];
  });
  return {
    namespaces: new Set(namesOf('Namespace')),
    kinds: new Set(kinds),
    names: new Set(objects.flatMap(({ name }) => name ?? [])),
  };
}

/** Whether all that is missing comes with the same change. */
function dependsOn(complaints: readonly Complaint[], { names }: Made): boolean {
  return complaints.every(({ message }) => {
    const missing = /"([^"]+)" not found/.exec(message)?.[1];
    return missing !== undefined && names.has(missing);
  });
}

function refusal(object: SourceDocument, { message, field, unknownField }: Complaint): Finding {
  const offset = offsetOfField(object, field ?? '', unknownField);
  return fault('manifest/refused', `${nameOf(object)}: the API server refuses it: ${message}`, {
    place: object.place(offset),
  });
}

function unrehearsed(objects: readonly SourceDocument[], why: string, cure: string): Finding {
  const [first, ...others] = objects;
  const names = objects.slice(0, 3).map(nameOf).join(', ');
  const more = objects.length > 3 ? ` and ${objects.length - 3} more` : '';
  return {
    ...fault('manifest/not-rehearsed', `No dry run of ${names}${more}: ${why}.`, {
      cure,
      ...(first === undefined || others.length > 0 ? {} : { place: first.place(offsetOfField(first, 'kind')) }),
    }),
    severity: 'warning',
  };
}

function sentence(accepted: number, asked: number, someLeft: boolean, name: string | undefined): string {
  if (asked === 0) return '';
  const objects = (count: number): string => (count === 1 ? '1 object' : `${count} objects`);
  const cluster = name === undefined ? 'the management cluster' : `the management cluster ${name}`;
  return accepted === asked && !someLeft
    ? `In a dry run ${cluster} accepts ${objects(asked)} of this change, admission webhooks included.`
    : `In a dry run ${cluster} accepts ${accepted} of ${objects(asked)} of this change.`;
}

const nameOf = ({ kind, name }: SourceDocument): string => `${kind} ${name ?? ''}`.trim();
const lineOf = ({ place }: Finding): string => `${place?.path}:${place?.line}`;
