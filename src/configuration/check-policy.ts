import type { Configuration } from '../domain/access/configuration.ts';
import type { ApprovalRule, Conditions, People, Policy, Quota, Rule } from '../domain/access/policy.ts';
import { longestLife, shortestLife } from '../domain/command/table/arguments.ts';
import { commandTable } from '../domain/command/table.ts';
import { formatDuration } from '../domain/command/value.ts';
import { didYouMean } from '../domain/text/suggest.ts';
import { unknownZone } from './check-schedule.ts';
import type { Conflict } from './check-together.ts';

/** What is wrong with a policy though each of its values is right by itself. */
export function checkPolicy(configuration: Configuration): readonly Conflict[] {
  const { policy } = configuration;
  return [
    ...repeated(policy, 'rules'),
    ...repeated(policy, 'quotas'),
    ...repeated(policy, 'approvals'),
    ...(hasPeople(policy.unlock)
      ? []
      : [
          {
            key: ['policy', 'unlock'],
            message: 'policy.unlock names nobody.',
            cure: 'Give users, teams or a permission, or remove it.',
          },
        ]),
    ...policy.rules.flatMap((rule, index) => checkRule(rule, ['policy', 'rules', index], configuration)),
    ...policy.quotas.flatMap((quota, index) => checkQuota(quota, ['policy', 'quotas', index], configuration)),
    ...policy.approvals.flatMap((each, index) => checkApproval(each, ['policy', 'approvals', index], configuration)),
    ...Object.keys(configuration.environments).flatMap((name) => checkEnvironment(name, configuration)),
  ];
}

type Key = Conflict['key'];

function checkRule(rule: Rule, at: Key, configuration: Configuration): readonly Conflict[] {
  const { name, effect, when, except } = rule;
  const conflicts = [...checkConditions(when, [...at, 'when'], configuration)];
  const said = (key: string, message: string, cure: string): void => {
    conflicts.push({ key: [...at, key], message: `The rule "${name}" ${message}`, cure });
  };
  if (effect === 'deny' && except === undefined && isEverything(when)) {
    said('when', 'locks everybody out.', 'Say in when what it denies, or in except who may.');
  }
  if (effect === 'allow' && !hasPeople(when.by)) {
    said('when', 'allows, and does not say whom.', 'Give when.by with users, teams or a permission.');
  }
  if (effect === 'allow' && except !== undefined) {
    said('except', 'allows, and only a denial has exceptions.', 'Remove except, or put a rule that denies before it.');
  }
  if (except !== undefined && !hasPeople(except)) {
    said('except', 'excepts nobody.', 'Give users, teams or a permission, or remove except.');
  }
  if (when.by !== undefined && effect === 'deny' && !hasPeople(when.by)) {
    said('when', 'is about nobody.', 'Give when.by users, teams or a permission, or remove it.');
  }
  return conflicts;
}

function checkApproval(
  { name, when, approvals, by, except }: ApprovalRule,
  at: Key,
  configuration: Configuration,
): readonly Conflict[] {
  const conflicts = [...checkConditions(when, [...at, 'when'], configuration)];
  const said = (key: string, message: string, cure: string): void => {
    conflicts.push({ key: [...at, key], message: `The rule "${name}" ${message}`, cure });
  };
  const named = new Set(by?.users?.map((user) => user.toLowerCase())).size;
  if (by !== undefined && !hasPeople(by)) {
    said('by', 'can be approved by nobody.', 'Give users, teams or a permission, or remove by.');
  } else if (by !== undefined && isOnlyUsers(by) && named < approvals) {
    const has = named === 1 ? 'one person' : `${named} people`;
    said('by', `asks for ${approvals} approvals, and ${has} may give one.`, 'Name more people, or give a permission.');
  }
  if (except !== undefined && !hasPeople(except)) {
    said('except', 'excepts nobody.', 'Give users, teams or a permission, or remove except.');
  }
  if (when.by !== undefined && !hasPeople(when.by)) {
    said('when', 'is about nobody.', 'Give when.by users, teams or a permission, or remove it.');
  }
  return conflicts;
}

function checkConditions(when: Conditions, at: Key, configuration: Configuration): readonly Conflict[] {
  const conflicts = [...unknownEnvironments(when.environments, [...at, 'environments'], configuration)];
  const windows = (['times', 'outside'] as const).flatMap((list) =>
    (when[list] ?? []).map((window, index) => ({ ...window, key: [...at, list, index] })),
  );
  for (const { zone, from, to, firstDay, lastDay, key } of windows) {
    conflicts.push(...unknownZone(zone, [...key, 'zone']));
    const isEmpty = (from ?? '00:00') === (to ?? '24:00') || (firstDay ?? '') > (lastDay ?? '9999');
    if (isEmpty) {
      conflicts.push({ key, message: 'This time never comes.', cure: 'Let it end after it begins.' });
    }
  }
  return conflicts;
}

/** Whether conditions hold for every command that changes something, whoever gives it. */
function isEverything({ commands, by, ...others }: Rule['when']): boolean {
  const isEveryCommand =
    commands === undefined || commandTable.every(({ name, writes }) => !writes || commands.includes(name));
  const isEverybody = by === undefined || by.permission === 'read';
  return isEveryCommand && isEverybody && Object.keys(others).length === 0;
}

const isOnlyUsers = ({ permission, teams }: People): boolean => permission === undefined && teams === undefined;
const hasPeople = (people: Rule['except']): boolean => people !== undefined && Object.keys(people).length > 0;

function checkQuota(quota: Quota, at: Key, configuration: Configuration): readonly Conflict[] {
  const conflicts = [...unknownEnvironments(quota.environments, [...at, 'environments'], configuration)];
  if (quota.mostClusters === undefined && quota.mostMachines === undefined) {
    const message = `The quota "${quota.name}" limits nothing.`;
    conflicts.push({ key: [...at, 'name'], message, cure: 'Give it mostClusters or mostMachines.' });
  }
  return conflicts;
}

function checkEnvironment(name: string, { environments, limits }: Configuration): readonly Conflict[] {
  const { workers, controlPlane, ttlSeconds: ttl } = environments[name]?.defaults ?? {};
  const most = environments[name]?.mostSeconds;
  const at = ['environments', name, 'defaults'];
  const conflicts: Conflict[] = [];
  const said = (key: string, message: string, cure: string): void => {
    conflicts.push({ key: [...at, key], message: `environments.${name}.defaults.${key} ${message}`, cure });
  };
  if (workers !== undefined && workers > limits.workers) {
    said('workers', `is ${workers}, and limits.workers is ${limits.workers}.`, `Set it to at most ${limits.workers}.`);
  }
  if (controlPlane !== undefined && (controlPlane % 2 === 0 || controlPlane > limits.controlPlane)) {
    const most = `odd and at most ${limits.controlPlane}`;
    said('controlPlane', `is ${controlPlane}, and must be ${most}.`, 'Use 1, 3 or 5.');
  }
  if (ttl !== undefined && (ttl < shortestLife || ttl > longestLife)) {
    const range = `from ${formatDuration(shortestLife)} to ${formatDuration(longestLife)}`;
    said('ttl', `is ${formatDuration(ttl)}, and a life may be ${range}.`, `Give a duration ${range}, such as 72h.`);
  }
  if (most !== undefined && (most < shortestLife || most > longestLife)) {
    const range = `from ${formatDuration(shortestLife)} to ${formatDuration(longestLife)}`;
    const message = `environments.${name}.lifetime.most is ${formatDuration(most)}, and a life may be ${range}.`;
    conflicts.push({
      key: ['environments', name, 'lifetime', 'most'],
      message,
      cure: `Give a duration ${range}, such as 7d.`,
    });
  } else if (most !== undefined && ttl !== undefined && ttl > most) {
    const longest = formatDuration(most);
    said(
      'ttl',
      `is ${formatDuration(ttl)}, and environments.${name}.lifetime.most is ${longest}.`,
      `Set it to at most ${longest}.`,
    );
  }
  return conflicts;
}

function unknownEnvironments(
  named: readonly string[] | undefined,
  at: Key,
  { environments }: Configuration,
): readonly Conflict[] {
  const known = Object.keys(environments);
  return (named ?? []).flatMap((name, index) => {
    if (known.includes(name)) return [];
    const meant = didYouMean(name, known);
    const cure = meant ? `Did you mean ${meant}?` : 'Define it under environments.';
    return [{ key: [...at, index], message: `There is no environment "${name}".`, cure }];
  });
}

function repeated(policy: Policy, list: 'rules' | 'quotas' | 'approvals'): readonly Conflict[] {
  const names = policy[list].map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            key: ['policy', list, index, 'name'],
            message: `policy.${list} has the name "${name}" twice.`,
            cure: 'Give each another name: answers show it.',
          },
        ],
  );
}
