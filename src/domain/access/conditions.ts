import type { Permission, Person } from '../repository.ts';
import { fitsPattern } from '../text/pattern.ts';
import type { Conditions, People } from './policy.ts';
import type { Subject } from './subject.ts';
import { isWithin } from './time-window.ts';

export const ranks: Readonly<Record<Permission, number>> = {
  none: 0,
  read: 1,
  triage: 2,
  write: 3,
  maintain: 4,
  admin: 5,
};

/** Who asks for what, when, of which cluster. */
export interface Ask {
  readonly command: string;
  readonly sender: Person;
  readonly permission: Permission;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Absent: the command is about no cluster. */
  readonly subject: Subject | undefined;
}

/** Whether people, by name or permission, are meant. Nobody is who cannot read the repository. */
export function isAmong({ sender, permission }: Pick<Ask, 'sender' | 'permission'>, people: People): boolean {
  if (permission === 'none') return false;
  const login = sender.login.toLowerCase();
  if (people.users?.some((user) => user.toLowerCase() === login) === true) return true;
  return people.permission !== undefined && ranks[permission] >= ranks[people.permission];
}

/** In words, for who is denied. */
export function peopleWords({ users = [], permission }: People): string {
  return [...users, ...(permission === undefined ? [] : [`anybody with the ${permission} permission`])].join(', ');
}

/** `v1.34.3` → `1.34`. */
export const minorOf = (version: string): string => /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;

/**
 * The first condition that does not hold, in words; undefined when all hold. What is not known of the cluster holds when
 * `unknownHolds`: a denial must not be escaped by a file that cannot be read, and nobody is allowed because of one.
 */
export function unmet(when: Conditions, ask: Ask, unknownHolds: boolean): string | undefined {
  const { subject } = ask;
  if (when.commands !== undefined && !when.commands.includes(ask.command)) return `the command is ${ask.command}`;
  if (when.by !== undefined && !isAmong(ask, when.by)) return `${ask.sender.login} is not meant`;
  const isAboutCluster = Object.keys(when).some((key) => !generalConditions.has(key));
  if (isAboutCluster) {
    if (subject === undefined) return 'the command is about no cluster';
    const missed = unmetOfCluster(when, subject, unknownHolds);
    if (missed !== undefined) return missed;
  }
  if (when.times !== undefined && !when.times.some((window) => isWithin(window, ask.now))) return 'the time is another';
  return undefined;
}

const generalConditions: ReadonlySet<string> = new Set(['commands', 'by', 'times']);

function unmetOfCluster(when: Conditions, subject: Subject, unknownHolds: boolean): string | undefined {
  const { name, workers, controlPlane, kubernetesVersion } = subject;
  const words: readonly (readonly [string, string | undefined, readonly string[] | undefined])[] = [
    ['environment', subject.environment, when.environments],
    ['provider', subject.provider, when.providers],
    ['flavour', subject.flavor, when.flavors],
    ['region', subject.region, when.regions],
    ['version', kubernetesVersion === undefined ? undefined : minorOf(kubernetesVersion), when.versions],
  ];
  for (const [what, is, wanted] of words) {
    if (wanted === undefined || (is === undefined ? unknownHolds : wanted.includes(is))) continue;
    return is === undefined ? `the ${what} is not known` : is === '' ? `it has no ${what}` : `the ${what} is ${is}`;
  }
  const fitsAny = (text: string, patterns: readonly string[]) => patterns.some((each) => fitsPattern(text, each));
  if (when.clusters !== undefined && !fitsAny(name, when.clusters)) return `the name is ${name}`;
  const { machineTypes: types } = when;
  if (types !== undefined && subject.machineTypes?.some((each) => fitsAny(each, types)) !== true)
    return 'no such machine type is asked for';
  const machines = workers === undefined || controlPlane === undefined ? undefined : workers + controlPlane;
  return beyond('workers', workers, when.workersOver) ?? beyond('machines', machines, when.machinesOver);

  function beyond(what: string, count: number | undefined, over: number | undefined): string | undefined {
    if (over === undefined || (count === undefined ? unknownHolds : count > over)) return undefined;
    return count === undefined ? `how many ${what} it has is not known` : `it has ${count} ${what}`;
  }
}
