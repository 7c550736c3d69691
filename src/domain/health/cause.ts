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

/** Tried in this order, so that the more telling word wins (a quota error of AWS also says "capacity"). */
const rules: readonly Rule[] = [
  {
    code: 'quota',
    pattern:
      /quota|limit ?exceeded|vcpu ?limit|exceeds? (?:the )?(?:maximum|limit)|too many (?:vpcs|addresses|instances)|MaximumExceeded/i,
    cure: 'Raise the quota of the cloud account, or ask for fewer or smaller machines; Cluster API tries again by itself.',
  },
  {
    code: 'credentials',
    pattern:
      /unauthori[sz]ed|access ?denied|forbidden|invalid ?(?:client ?token|credentials?)|auth(?:entication|orization) ?fail|AuthFailure|expired ?token|no valid credential|could not assume role|(?:identity|credentials?)(?: \S+){0,4} (?:not found|does not exist)|permission denied/i,
    cure: 'Check the identity that the cluster refers to: that it exists, is allowed in this namespace, and has the rights that the provider documents.',
  },
  {
    code: 'machine-type',
    pattern:
      /(?:instance|machine|vm) ?(?:type|size)\b.*(?:not (?:supported|available|found|exist)|unsupported|invalid)|(?:unsupported|invalid).*(?:instance|machine|vm) ?(?:type|size)/i,
    cure: 'Choose a machine type that the region offers.',
  },
  {
    code: 'image',
    pattern:
      /(?:\bami\b|\bimage\b).*(?:not found|does not exist|no .*match|unable to find|failed to (?:find|discover|look))|(?:failed to (?:find|discover|look)|unable to find|no) .*(?:\bami\b|\bimage\b)|InvalidAMIID/i,
    cure: 'Choose a Kubernetes version for which the provider publishes an image in this region, or name an image in the machine template.',
  },
  {
    code: 'capacity',
    pattern:
      /insufficient ?(?:instance ?)?capacity|out of capacity|no capacity|stock ?out|ZONE_RESOURCE_POOL_EXHAUSTED|not enough (?:resources|hosts)/i,
    cure: 'Wait until the zone has room again, or use another machine type or zone.',
  },
  {
    code: 'subnet',
    pattern: /subnet|\bcidr\b|no (?:free|available) (?:ip )?address|insufficient free addresses|route ?table/i,
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
      /bootstrap.*(?:timed? ?out|fail|expired)|(?:node|machine).*(?:did not join|startup timeout)|NodeStartupTimeout|cloud-?init.*fail/i,
    cure: 'Look at the cloud-init output of the machine; usual causes are no way out to the image registry and an API server that the machine cannot reach.',
  },
];

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
    const signal = signals.find(({ words }) => rule.pattern.test(words));
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

/** 0 for what talks to the infrastructure itself; owners, which only sum up, come later. */
function distanceOf(object: ObservedObject): number {
  if (object.kind === 'Cluster') return 4;
  if (object.kind === 'MachineDeployment' || object.kind === 'MachineSet' || object.kind === 'MachinePool') return 3;
  if (object.group.startsWith('controlplane.')) return 2;
  if (object.kind === 'Machine') return 1;
  return 0;
}
