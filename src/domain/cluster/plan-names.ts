import type { Finding } from '../finding.ts';
import type { CreateWish } from './arguments.ts';
import { isDnsLabel, longestName } from './names.ts';
import type { PlanInput } from './plan.ts';

/** What keeps the planned names from being used: their characters, and who has them already. */
export function checkNames(
  names: readonly string[],
  wish: CreateWish,
  input: Pick<PlanInput, 'taken' | 'openNames' | 'issue'>,
): readonly Finding[] {
  return names.flatMap((name, index) => {
    // A name made from a region that cannot be one: the region is what is wrong, and is reported.
    if (wish.name === undefined && !isDnsLabel(wish.regions[index] ?? '')) return [];
    const findings = checkName(name);
    if (findings.length > 0) return findings;
    if (names.indexOf(name) !== index) return [taken(name, 'This command itself names it twice.')];
    if (input.taken.some((each) => each.toLowerCase() === name)) {
      return [taken(name, 'A folder of that name stands on the base branch.')];
    }
    if (input.openNames.includes(name)) return [taken(name, 'An open request holds that name.')];
    return [];
  });
}

/** The length is judged first: what is too long for a provider is told so, whatever its characters. */
function checkName(name: string): readonly Finding[] {
  if (isDnsLabel(name) || name.length > longestName) return [];
  return [
    {
      code: 'cluster/name-invalid',
      severity: 'error',
      message: `The name "${name}" is not a DNS label.`,
      cure: 'Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.',
    },
  ];
}

/** A name longer than the provider's objects and cloud resources allow. */
export function checkNameLength(name: string, longest: number, wish: CreateWish, of: string): readonly Finding[] {
  if (name.length <= longest) return [];
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  return [
    {
      code: 'cluster/name-too-long',
      severity: 'error',
      message: `The name "${shown}" has ${name.length} characters; a cluster of ${of} may have ${longest}, because the names of what belongs to it add to it.`,
      cure: wish.name === undefined ? 'Choose a shorter one with name=.' : 'Choose a shorter name.',
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
