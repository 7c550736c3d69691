import { fault } from '../finding.ts';
import { type Ask, isAmong, peopleWords, unmet } from './conditions.ts';
import type { Conditions, Rule } from './policy.ts';
import { type Check, fails, holds } from './rule-line.ts';
import type { Subject } from './subject.ts';

export interface Ruled {
  readonly checks: readonly Check[];
  /** The rules that allow it, when one does for each of its clusters: then `access.permission` is not asked. */
  readonly allowedBy?: readonly string[];
}

/** Holds a command against the rules, for each of its clusters: the first rule that matches decides. */
export function applyRules(rules: readonly Rule[], ask: Omit<Ask, 'subject'>, subjects: readonly Subject[]): Ruled {
  const each = (subjects.length === 0 ? [undefined] : subjects).map((subject) =>
    applyTo(rules, { ...ask, subject }, subjects.length > 1),
  );
  const checks = each.flatMap((one) => one.checks);
  const allowing = each.flatMap(({ allowedBy }) => (allowedBy === undefined ? [] : [allowedBy]));
  return allowing.length === each.length ? { checks, allowedBy: [...new Set(allowing)] } : { checks };
}

function applyTo(rules: readonly Rule[], ask: Ask, severally: boolean): { checks: Check[]; allowedBy?: string } {
  const checks: Check[] = [];
  const of = severally && ask.subject !== undefined ? `${ask.subject.name}: ` : '';
  for (const rule of rules) {
    const name = `policy.rules.${rule.name}`;
    const missed = unmet(rule.when, ask, rule.effect === 'deny');
    if (missed !== undefined) {
      checks.push(holds(name, `${of}It does not apply: ${missed}.`));
      continue;
    }
    if (rule.effect === 'allow') {
      checks.push(holds(name, `${of}It allows this, and no later rule is asked.`));
      return { checks, allowedBy: name };
    }
    const { except } = rule;
    const excepted =
      except === undefined ? undefined : [ask, ...(ask.behind ?? [])].find((each) => isAmong(each, except));
    if (excepted !== undefined) {
      checks.push(holds(name, `${of}It denies this, but not to ${excepted.sender.login}.`));
    } else {
      checks.push(denial(name, rule, ask));
      return { checks };
    }
  }
  return { checks };
}

/** Whether conditions hold at some times and not at others. */
export const isTimed = ({ times, outside }: Conditions): boolean => times !== undefined || outside !== undefined;

function denial(name: string, { reason, except, when }: Rule, { subject }: Ask): Check {
  const what = subject === undefined ? 'this' : `this for the cluster "${subject.name}"`;
  const message = `The rule "${name}" denies ${what}${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}.`;
  const later = isTimed(when) ? ' Or wait until it is time.' : '';
  const cure =
    except === undefined
      ? `Nobody may; have the rule changed in .github/clusterops.yml.${later}`
      : `Ask one of those who may: ${peopleWords(except)}.${later}`;
  return fails(name, message, fault('access/rule', message, { cure }));
}
