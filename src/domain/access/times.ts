import { fault } from '../finding.ts';
import { timeOfDay } from '../report/markdown.ts';
import { approvalsNeeded, type Proposed } from './approvals.ts';
import { type Ask, peopleWords, unmet } from './conditions.ts';
import type { Configuration } from './configuration.ts';
import { nextChange } from './next-change.ts';
import type { Conditions, Policy, Rule, TimeWindow } from './policy.ts';
import { type Check, fails } from './rule-line.ts';
import { applyRules, isTimed } from './rules.ts';

type UntilMerge = Pick<Policy, 'rules' | 'approvals'>;

/**
 * What a policy asks of pull requests until they are merged: approvals, and the rules that deny at times, with what is allowed
 * before them. Undefined where it asks nothing.
 */
export function askedUntilMerge({ rules, approvals }: Policy): UntilMerge | undefined {
  const standing = rules.filter(({ effect, when }) => effect === 'allow' || isTimed(when));
  const denies = standing.some(({ effect }) => effect === 'deny');
  if (!denies && approvals.length === 0) return undefined;
  return { rules: denies ? standing : [], approvals };
}

/** All of a configuration that pull requests are held against until they are merged; undefined where it asks nothing. */
export function heldUntilMerge({ policy, environments, access, deletion }: Configuration): unknown {
  const asked = askedUntilMerge(policy);
  const { quotas } = policy;
  const isAsked = quotas.length > 0 || deletion.protected.length > 0 || deletion.secondPerson || asked !== undefined;
  return isAsked ? [asked, quotas, environments, access.permission, deletion] : undefined;
}

/**
 * Holds a pull request against the rules that deny at times, each that does so now with its clusters and its end. Those who stand
 * `behind` it lift a rule that excepts them, as who asks does.
 */
export function checkTimes(policy: UntilMerge, proposed: Proposed, behind: Ask['behind']): readonly Check[] {
  return [...denying(policy, proposed, behind)].map(([rule, clusters]) => {
    const { name, reason, when, except } = rule;
    const isDenying = (now: number): boolean => denying(policy, { ...proposed, now }, behind).has(rule);
    const end = nextChange(windowsOf(when), proposed.now, isDenying);
    const names = [...clusters].map((each) => `"${each}"`).join(', ');
    const why = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
    const message = `The rule "policy.rules.${name}" denies changes of ${names} now${why}.`;
    const wait = end === undefined ? 'Have the rule changed.' : `Wait until ${timeOfDay(end)}: Plan then looks again.`;
    const lift =
      except === undefined ? '' : ` Or have it approved by one of those who may now: ${peopleWords(except)}.`;
    return fails(`policy.rules.${name}`, message, fault('access/not-now', message, { cure: `${wait}${lift}` }));
  });
}

/** When what a policy asks of a pull request changes by time alone, in milliseconds since the epoch; undefined: never. */
export function changesAt(policy: UntilMerge, proposed: Proposed, behind: Ask['behind']): number | undefined {
  const { deeds, now, ...asker } = proposed;
  const concerns = ({ times: _, outside: __, ...when }: Conditions): boolean =>
    deeds.some((deed) => unmet(when, { ...asker, ...deed, now }, true) === undefined);
  const windows = [...policy.rules, ...policy.approvals].flatMap(({ when }) =>
    isTimed(when) && concerns(when) ? windowsOf(when) : [],
  );
  const asked = (at: number): string =>
    JSON.stringify([
      [...denying(policy, { ...proposed, now: at }, behind)].map(([{ name }, clusters]) => [name, ...clusters]),
      approvalsNeeded(policy.approvals, { ...proposed, now: at }).map(({ name }) => name),
    ]);
  const today = asked(now);
  return nextChange(windows, now, (at) => asked(at) === today);
}

/** The rules that deny something of it, with the clusters. */
function denying(
  { rules }: UntilMerge,
  { deeds, ...asker }: Proposed,
  behind: Ask['behind'],
): ReadonlyMap<Rule, ReadonlySet<string>> {
  const found = new Map<Rule, Set<string>>();
  for (const { command, subject } of deeds) {
    const ask = { ...asker, command, ...(behind === undefined ? {} : { behind }) };
    const failed = applyRules(rules, ask, [subject]).checks.find(({ line }) => !line.holds)?.line.rule;
    const rule = rules.find(({ name }) => `policy.rules.${name}` === failed);
    if (rule !== undefined) found.set(rule, (found.get(rule) ?? new Set()).add(subject.name));
  }
  return found;
}

const windowsOf = ({ times = [], outside = [] }: Conditions): readonly TimeWindow[] => [...times, ...outside];
