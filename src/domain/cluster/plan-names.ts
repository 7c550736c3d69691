import type { Finding } from '../finding.ts';
import type { CreateWish } from './arguments.ts';
import { isDnsLabel, longestName } from './names.ts';
import type { PlanInput } from './plan.ts';

/** What keeps the planned names from being used: their characters, their length, and who has them already. */
export function checkNames(
  names: readonly string[],
  wish: CreateWish,
  input: Pick<PlanInput, 'taken' | 'openNames' | 'issue'>,
): readonly Finding[] {
  return names.flatMap((name, index) => {
    // A name made from a region that cannot be one: the region is what is wrong, and is reported.
    if (wish.name === undefined && !isDnsLabel(wish.regions[index] ?? '')) return [];
    const findings = checkName(name, wish);
    if (findings.length > 0) return findings;
    if (names.indexOf(name) !== index) return [taken(name, 'This command itself names it twice.')];
    if (input.taken.some((each) => each.toLowerCase() === name)) {
      return [taken(name, 'A folder of that name stands on the base branch.')];
    }
    if (input.openNames.includes(name)) return [taken(name, 'An open request holds that name.')];
    return [];
  });
}

function checkName(name: string, wish: CreateWish): readonly Finding[] {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  if (name.length > longestName) {
    return [
      {
        code: 'cluster/name-too-long',
        severity: 'error',
        message: `The name "${shown}" has ${name.length} characters; a cluster's may have ${longestName}, because machine names add to it.`,
        cure: wish.name === undefined ? 'Choose a shorter one with name=.' : 'Choose a shorter name.',
      },
    ];
  }
  if (isDnsLabel(name)) return [];
  return [
    {
      code: 'cluster/name-invalid',
      severity: 'error',
      message: `The name "${shown}" is not a DNS label.`,
      cure: 'Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.',
    },
  ];
}

function taken(name: string, because: string): Finding {
  return {
    code: 'cluster/taken',
    severity: 'error',
    message: `The name "${name}" is taken. ${because}`,
    cure: 'Choose another with name=.',
  };
}
