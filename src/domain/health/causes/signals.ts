import { complaints, conditionOf, isUsable } from '../condition.ts';
import { stays } from '../members.ts';
import type { ClusterObjects, Condition, ObservedObject, ObservedWarning } from '../objects.ts';

/** One thing that an object says is wrong, or that a controller says of it. */
export interface Signal {
  readonly object: ObservedObject;
  readonly words: string;
  /** From the infrastructure: its owners only repeat what it says. */
  readonly distance: number;
  /** The object only waits for another one. */
  readonly waiting: boolean;
  /** The object gives up: nothing is tried any more. */
  readonly final: boolean;
  /** It is the state of things, and not something that happened once. */
  readonly lasting: boolean;
  readonly since: number | undefined;
}

/** A controller may quote a whole cloud response; what tells the cause stands early. */
const longestWords = 2_000;
/** Controllers wait up to 17 minutes before they try again and fail again; what is older has passed. */
const freshWarning = 20 * 60_000;

/** Everything that the objects of a cluster complain about, nearest to the infrastructure first. */
export function signalsOf({ cluster, members, warnings }: ClusterObjects, now: number): readonly Signal[] {
  const all = [...members, cluster];
  const replaced = members.some(({ kind }) => kind === 'MachineHealthCheck');
  return all
    .flatMap((object) => (stays(object) ? [...failure(object, replaced), ...ofConditions(object)] : draining(object)))
    .concat(all.filter(stays).flatMap((object) => ofWarnings(object, warnings, now)))
    .toSorted((a, b) => a.distance - b.distance);
}

const usual = { waiting: false, final: false, lasting: true };

/** Machines that a health check looks after are replaced; nothing else that gives up recovers. */
function failure(object: ObservedObject, replaced: boolean): Signal[] {
  if (object.failure === undefined) return [];
  const final = !(replaced && /Machine$/.test(object.kind));
  const words = `${object.failure.reason}: ${object.failure.message}`.slice(0, longestWords);
  return [{ ...usual, object, words, distance: distanceOf(object), final, since: undefined }];
}

function ofConditions(object: ObservedObject): Signal[] {
  return complaints(object)
    .filter((condition) => condition.severity !== 'Info' || /error|fail/i.test(condition.reason))
    .map((condition) => ({
      ...usual,
      object,
      words: wordsOf(condition),
      distance: distanceOf(object),
      waiting: /^Waiting|^NotYet|InternalError|^InspectionFailed$/.test(condition.reason),
      since: condition.since,
    }));
}

/** A machine on its way out is no cause, unless it does not get away. */
function draining(object: ObservedObject): Signal[] {
  const condition = conditionOf(object, 'Deleting');
  if (object.kind !== 'Machine' || condition?.reason !== 'DrainingNode' || condition.message === '') return [];
  const words = wordsOf(condition);
  return [{ ...usual, object, words, distance: distanceOf(object), waiting: true, since: condition.since }];
}

/** Some providers only tell by events what goes wrong. What was raised before the object last changed has passed. */
function ofWarnings(object: ObservedObject, warnings: readonly ObservedWarning[], now: number): Signal[] {
  if (isUsable(object) === true) return [];
  const changed = Math.max(0, ...[...object.conditions, ...object.legacyConditions].map(({ since }) => since ?? 0));
  const about = warnings
    .filter(({ group, kind, name }) => group === object.group && kind === object.kind && name === object.name)
    .filter(({ lastSeen }) => lastSeen >= changed);
  // The same failure has another message at each try where the cloud numbers its answers.
  return [...Map.groupBy(about, ({ reason }) => reason).values()].flatMap((alike) => {
    const latest = alike.reduce((a, b) => (b.lastSeen > a.lastSeen ? b : a));
    const since = Math.min(...alike.map(({ firstSeen }) => firstSeen));
    if (now - latest.lastSeen >= freshWarning) return [];
    const words = `${latest.reason}: ${latest.message}`.slice(0, longestWords);
    return [{ ...usual, object, words, distance: distanceOf(object), lasting: latest.lastSeen > since, since }];
  });
}

function wordsOf({ type, reason, message }: Condition): string {
  const words = message === '' ? `${type}: ${reason}` : `${reason === '' ? type : reason}: ${message}`;
  return words.slice(0, longestWords);
}

/** 0 for what talks to the infrastructure itself; owners, which only sum up, come later; add-ons need a cluster first. */
function distanceOf({ group, kind }: ObservedObject): number {
  if (group.startsWith('addons.')) return 5;
  if (kind === 'Cluster') return 4;
  if (kind === 'MachineDeployment' || kind === 'MachineSet' || kind === 'MachinePool') return 3;
  if (kind.endsWith('ControlPlane')) return 2;
  if (kind === 'Machine' || kind === 'MachineHealthCheck') return 1;
  return 0;
}
