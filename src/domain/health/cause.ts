import { complaints } from './condition.ts';
import type { ClusterObjects, Condition, ObservedObject } from './objects.ts';

export type CauseCode =
  | 'quota'
  | 'credentials'
  | 'image'
  | 'subnet'
  | 'capacity'
  | 'machine-type'
  | 'cni'
  | 'bootstrap'
  | 'unclassified';

/** Why a cluster does not get on. Plain text: the report encodes it. */
export interface Cause {
  readonly code: CauseCode;
  /** What the object said: kind, name, reason and message. */
  readonly text: string;
  readonly cure: string;
  /** Since when it has been said, in milliseconds since the epoch. */
  readonly since?: number;
}

interface Rule {
  readonly code: CauseCode;
  readonly pattern: RegExp;
  readonly cure: string;
}

/** Words of errors that pass by themselves; they look like others (`RequestLimitExceeded` is no quota). */
const passing =
  /RequestLimitExceeded|throttl|rate ?(?:limit|exceeded)|too many requests|context deadline exceeded|try again/i;

/** Tried in this order, so that the more telling word wins (a quota error of AWS also says "capacity"). */
const rules: readonly Rule[] = [
  {
    code: 'quota',
    pattern:
      /quota|limit ?exceeded|vcpu ?limit|exceed\S* (?:the |approved )?(?:maximum|limit)|maximum number of|MaximumExceeded/i,
    cure: 'Raise the quota of the cloud account, or ask for fewer or smaller machines; Cluster API tries again by itself.',
  },
  {
    code: 'image',
    pattern:
      /(?:\bamis?\b|\bimages?\b|kindest\/node)[^;\n]{0,200}(?:not found|not exist|no match|unavailable)|(?:failed to (?:find|discover|look ?up|pull)|unable to find|no|not find)[^;\n]{0,60} (?:amis?|images?)\b|InvalidAMIID|ImageNotFound|manifest unknown|pull access denied|ErrImagePull|ImagePullBackOff/i,
    cure: 'Choose a Kubernetes version for which the provider publishes an image in this region, or name an image in the machine template.',
  },
  {
    code: 'machine-type',
    pattern:
      /(?:instance|machine|vm|server) ?(?:types?|sizes?|flavou?r)\b[^;\n]{0,200}(?:not (?:supported|available|found|exist)|unsupported|invalid)|(?:unsupported|invalid)[^;\n]{0,200}(?:instance|machine|vm|server) ?(?:type|size)|SkuNotAvailable|\bflavor\b[^;\n]{0,60}not (?:found|exist)/i,
    cure: 'Choose a machine type that the region and its zones offer.',
  },
  {
    code: 'credentials',
    pattern:
      /unauthori[sz]ed|access ?denied|not authorized|forbidden|AuthFailure|AADSTS\d|auth(?:entication|orization) ?fail|expired ?token|invalid (?:client|credentials?|token)|no (?:valid )?credential|could not assume role|identit(?:y|ies)\S*(?: \S+){0,4} (?:not found|not exist)|(?:Required|missing|lacks?) [^;\n]{0,80} permission|permission denied|usage of (?:the )?identity/i,
    cure: 'Check the identity that the cluster refers to: that it exists, is allowed in this namespace, and has the rights that the provider documents.',
  },
  {
    code: 'capacity',
    pattern:
      /insufficient ?(?:instance ?)?capacity|do not have sufficient|out of capacity|no capacity|stock ?out|ZONE_RESOURCE_POOL_EXHAUSTED|AllocationFailed|no valid host|not enough (?:resources|hosts)|resource_unavailable/i,
    cure: 'Wait until the zone has room again, or use another machine type or zone.',
  },
  {
    code: 'subnet',
    pattern:
      /\bsubnets?\b|InSubnet|InvalidSubnet|\bcidr\b|no (?:free|available) (?:ip )?address|insufficient ?free ?addresses|route ?table/i,
    cure: 'Check that the network has a subnet with free addresses in each zone that is used, and that no range overlaps.',
  },
  {
    code: 'cni',
    pattern: /cni (?:plugin|config)|network ?plugin ?(?:is )?not ?ready|container runtime network not ready/i,
    cure: 'Install a CNI: check that the add-on provider is running and that its HelmChartProxy or ClusterResourceSet selects this cluster.',
  },
  {
    code: 'bootstrap',
    pattern:
      /bootstrap[^;\n]{0,100}(?:timed? ?out|fail|expired)|NodeStartupTimeout|fail\S* to report startup|did not join|cloud-?init[^;\n]{0,100}fail/i,
    cure: 'Look at the cloud-init output of the machine; usual causes are no way out to the image registry and an API server that the machine cannot reach.',
  },
];

/** Causes that the infrastructure itself names, which do not pass while machines boot as a missing CNI does. */
export const hardCauses: ReadonlySet<CauseCode> = new Set([
  'quota',
  'credentials',
  'image',
  'subnet',
  'capacity',
  'machine-type',
]);

const lookCloser = 'Look at the object that the message names, and at the events of its namespace.';

/**
 * The most telling reason why a cluster does not get on, from what its objects say; undefined when none complains.
 * A classified cause wins over an unclassified one, and the object nearest to the infrastructure over its owners, which
 * only repeat it.
 */
export function classifyCause(objects: ClusterObjects): Cause | undefined {
  const all = [...objects.members, objects.cluster].filter((object) => object.deletingSince === undefined);
  const signals = all.flatMap(signalsOf).sort((a, b) => a.distance - b.distance);
  for (const rule of rules) {
    const signal = signals.find(({ words }) => rule.pattern.test(words) && !passing.test(words));
    if (signal !== undefined) return causeOf(signal, rule.code, rule.cure);
  }
  const first = signals.find(({ waiting }) => !waiting) ?? signals[0];
  return first && causeOf(first, 'unclassified', lookCloser);
}

interface Signal {
  readonly object: ObservedObject;
  readonly words: string;
  readonly distance: number;
  /** The object only waits for another one. */
  readonly waiting: boolean;
  readonly since: number | undefined;
}

function signalsOf(object: ObservedObject): readonly Signal[] {
  const distance = distanceOf(object);
  const said = complaints(object)
    .filter((condition) => condition.severity !== 'Info' || /error|fail/i.test(condition.reason))
    .map((condition) => ({
      object,
      words: wordsOf(condition),
      distance,
      waiting: /^Waiting|^NotYet|InternalError|^InspectionFailed$/.test(condition.reason),
      since: condition.since,
    }));
  if (object.failure === undefined) return said;
  const words = `${object.failure.reason}: ${object.failure.message}`.slice(0, longestWords);
  return [{ object, words, distance, waiting: false, since: undefined }, ...said];
}

/** A controller may quote a whole cloud response; what tells the cause stands early. */
const longestWords = 2_000;

function wordsOf({ type, reason, message }: Condition): string {
  const words = message === '' ? `${type}: ${reason}` : `${reason === '' ? type : reason}: ${message}`;
  return words.slice(0, longestWords);
}

function causeOf({ object, words, since }: Signal, code: CauseCode, cure: string): Cause {
  return { code, text: `${object.kind} ${object.name}: ${words}`, cure, ...(since === undefined ? {} : { since }) };
}

/** 0 for what talks to the infrastructure itself; owners, which only sum up, come later; add-ons need a cluster first. */
function distanceOf(object: ObservedObject): number {
  if (object.group.startsWith('addons.')) return 5;
  if (object.kind === 'Cluster') return 4;
  if (object.kind === 'MachineDeployment' || object.kind === 'MachineSet' || object.kind === 'MachinePool') return 3;
  if (object.group.startsWith('controlplane.')) return 2;
  if (object.kind === 'Machine') return 1;
  return 0;
}
