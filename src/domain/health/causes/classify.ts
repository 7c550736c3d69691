import { conditionOf } from '../condition.ts';
import { membersOf, stays } from '../members.ts';
import type { ClusterObjects, ObservedObject } from '../objects.ts';
import type { Cause, CauseCode } from './cause.ts';
import { explanations } from './explain.ts';
import { insisting, passing, rules } from './rules.ts';
import { type Signal, signalsOf } from './signals.ts';

/** An instance that runs for so long and has no node does not join any more, in milliseconds. */
const joinsWithin = 15 * 60_000;

/**
 * The most telling reason why a cluster does not get on, from what its objects say and what was raised about them; undefined
 * when none complains. A classified cause wins over an unclassified one, and the object nearest to the infrastructure over its
 * owners, which only repeat it. `now` in milliseconds since the epoch.
 */
export function classifyCause(objects: ClusterObjects, now: number): Cause | undefined {
  const signals = signalsOf(objects, now);
  for (const { code, pattern, infrastructure } of rules) {
    const signal = signals.find(
      ({ object, words }) =>
        pattern.test(words) && !passing.test(words) && (infrastructure !== true || isInfrastructure(object)),
    );
    if (signal !== undefined) return causeOf(signal, code);
  }
  const first = signals.find(({ waiting }) => !waiting) ?? signals[0];
  return doesNotJoin(objects, now) ?? (first && causeOf(first, 'unclassified'));
}

const isInfrastructure = ({ group }: ObservedObject): boolean => group === 'infrastructure.cluster.x-k8s.io';

function causeOf({ object, words, since, final, lasting }: Signal, code: CauseCode): Cause {
  return {
    code,
    text: `${object.kind} ${object.name}: ${words}`,
    cure: explanations[code].cure,
    insists: final || (lasting && insisting.has(code)),
    ...(since === undefined ? {} : { since }),
  };
}

/** Nobody says that a machine does not join: its conditions only go on waiting. */
function doesNotJoin(objects: ClusterObjects, now: number): Cause | undefined {
  for (const machine of membersOf(objects).machines.filter(stays)) {
    const running = conditionOf(machine, 'InfrastructureReady');
    if (running?.status !== 'True' || running.since === undefined || machine.nodeName !== undefined) continue;
    if (now - running.since < joinsWithin) continue;
    return {
      code: 'bootstrap',
      text: `Machine ${machine.name}: its instance runs since ${new Date(running.since).toISOString().slice(0, 16)}Z, and no node has joined.`,
      cure: explanations.bootstrap.cure,
      insists: false,
      since: running.since,
    };
  }
  return undefined;
}
