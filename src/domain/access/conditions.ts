import type { Permission, Person } from '../repository.ts';
import { fitsPattern } from '../text/pattern.ts';
import type { Conditions, People, TimeWindow } from './policy.ts';
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

/** A person, and what is known of them here. */
export interface Member {
  readonly sender: Person;
  readonly permission: Permission;
  /** Those of the teams that the policy names that the person is in. */
  readonly teams?: readonly string[];
}

/** Who asks for what, when, of which cluster. */
export interface Ask extends Member {
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Absent: the command is about no cluster. */
  readonly subject: Subject | undefined;
  /** Others who stand behind it: they approved it as it is. */
  readonly behind?: readonly Member[];
}

/** Whether people, by name, team or permission, are meant. Nobody is who cannot read the repository. */
export function isAmong({ sender, permission, teams = [] }: Member, people: People): boolean {
  if (permission === 'none') return false;
  const login = sender.login.toLowerCase();
  if (people.users?.some((user) => user.toLowerCase() === login) === true) return true;
  if (people.teams?.some((team) => teams.includes(team)) === true) return true;
  return people.permission !== undefined && ranks[permission] >= ranks[people.permission];
}

/** In words, for who is denied. */
export function peopleWords({ users = [], teams = [], permission }: People): string {
  return [
    ...users,
    ...teams.map((team) => `the team ${team}`),
    ...(permission === undefined ? [] : [`anybody with the ${permission} permission`]),
  ].join(', ');
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
  if (subject !== undefined) {
    const missed = unmetOfCluster(when, subject, unknownHolds);
    if (missed !== undefined) return missed;
  } else if (Object.keys(when).some((key) => !generalConditions.has(key))) return 'the command is about no cluster';
  const isNow = (window: TimeWindow): boolean => isWithin(window, ask.now);
  if (when.times !== undefined && !when.times.some(isNow)) return 'the time is another';
  if (when.outside?.some(isNow) === true) return 'the time is one of those that are open';
  return undefined;
}

const generalConditions: ReadonlySet<string> = new Set(['commands', 'by', 'times', 'outside']);

function unmetOfCluster(when: Conditions, subject: Subject, unknownHolds: boolean): string | undefined {
  const { name, environment, provider, flavor, region, kubernetesVersion, workers, controlPlane } = subject;
  const word = (what: string, is: string | undefined, wanted: readonly string[] | undefined): string | undefined => {
    if (wanted === undefined || (is === undefined ? unknownHolds : wanted.includes(is))) return undefined;
    return is === undefined ? `the ${what} is not known` : is === '' ? `it has no ${what}` : `the ${what} is ${is}`;
  };
  const beyond = (what: string, count: number | undefined, over: number | undefined): string | undefined => {
    if (over === undefined || (count === undefined ? unknownHolds : count > over)) return undefined;
    return count === undefined ? `how many ${what} it has is not known` : `it has ${count} ${what}`;
  };
  const { clusters, versions, machineTypes: types } = when;
  const minor = versions === undefined || kubernetesVersion === undefined ? undefined : minorOf(kubernetesVersion);
  const missed =
    word('environment', environment, when.environments) ??
    word('provider', provider, when.providers) ??
    word('flavour', flavor, when.flavors) ??
    word('region', region, when.regions) ??
    word('version', minor, versions);
  if (missed !== undefined) return missed;
  if (clusters !== undefined && !fitsAny(name, clusters)) return `the name is ${name}`;
  if (types !== undefined && subject.machineTypes?.some((each) => fitsAny(each, types)) !== true)
    return 'no such machine type is asked for';
  const machines = workers === undefined || controlPlane === undefined ? undefined : workers + controlPlane;
  return beyond('workers', workers, when.workersOver) ?? beyond('machines', machines, when.machinesOver);
}

const fitsAny = (text: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => fitsPattern(text, pattern));
