import type { ArgumentValue } from '../command/command.ts';
import { commandNamed } from '../command/table.ts';
import { isProtected } from '../deletion/protected.ts';
import { proposingCommands } from '../edits/registry.ts';
import { type Finding, fault } from '../finding.ts';
import type { Permission, Person } from '../repository.ts';
import { commandOf, type GivenTurn, lastTurn } from '../schedule/turn.ts';
import { allowedRules, nameRules } from './allowed.ts';
import { approvalLines } from './approvals.ts';
import { type Member, ranks } from './conditions.ts';
import type { Configuration, ConfigurationRead } from './configuration.ts';
import { defaultConfiguration } from './default-configuration.ts';
import type { Policy } from './policy.ts';
import { applyQuotas, type Fleet } from './quotas.ts';
import { type Check, fails, holds, type RuleLine } from './rule-line.ts';
import { applyRules, type Ruled } from './rules.ts';
import type { Subject } from './subject.ts';
import type { TeamsRead } from './teams.ts';

export interface Question {
  /** Name of the command without slash; empty when it was not understood. */
  readonly command: string;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
  readonly sender: Person & { readonly bot: boolean };
  /** The schedule of the configuration that gives it, in place of a person: no permission is then asked for. */
  readonly schedule?: GivenTurn;
  /** The sender's permission as GitHub says it now, matched by database id. */
  readonly permission: Permission;
  /** The sender's teams among those that the policy names; in none when left out. */
  readonly teams?: TeamsRead;
  readonly configuration: ConfigurationRead;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The clusters that the command is about, as they will be; none for one that is about no cluster. */
  readonly subjects?: readonly Subject[];
  /** What stands, for quotas; as good as unread when left out. */
  readonly fleet?: Fleet;
}

export type Decision =
  | {
      readonly verdict: 'allow';
      readonly configuration: Configuration;
      /** Who gave it, as far as other rules may ask. */
      readonly by: Member;
      readonly why: readonly RuleLine[];
    }
  | { readonly verdict: 'deny'; readonly findings: readonly Finding[]; readonly why: readonly RuleLine[] }
  /** Not even an answer: a bot that is not on the list. */
  | { readonly verdict: 'ignore'; readonly why: readonly RuleLine[] };

/**
 * Decides whether a person may give a command. Reading commands need their own permission; writing ones the
 * configuration's, unless a rule of its policy lets the person in, and a configuration that could not be read or is invalid
 * denies all of them. Rules, limits, regions and quotas are held against what the command asks for. A denial says why and
 * who may.
 */
export function decide(question: Question): Decision {
  const { sender, permission, teams, configuration: read } = question;
  const configuration = read.state === 'read' ? read.configuration : defaultConfiguration;
  const row = commandNamed(question.command);
  const writes = row?.writes ?? false;

  const bot = botRule(sender, read);
  if (!bot.line.holds) return { verdict: 'ignore', why: [bot.line] };

  const ruled = writes && read.state !== 'invalid' ? rulesOf(question, configuration) : { checks: [] };
  const checks = [
    bot,
    ...(writes ? [configurationRule(read)] : []),
    ...(question.schedule === undefined ? [] : [scheduleRule(question, question.schedule, read)]),
    ...(writes ? teamChecks(question.teams) : []),
    ...ruled.checks,
    ...(question.schedule === undefined
      ? [
          permissionRule(
            question,
            writes ? configuration.access.permission : (row?.permission ?? 'read'),
            ruled.allowedBy,
          ),
        ]
      : []),
    ...(writes && read.state !== 'invalid' ? limitRules(question.arguments, configuration) : []),
    ...(writes && read.state !== 'invalid' ? policyRules(question, configuration.policy) : []),
    ...(question.command === 'delete-cluster' ? [protectedRule(question.arguments, configuration)] : []),
    ...(proposingCommands.includes(question.command) ? approvalsOf(question, configuration) : []),
  ];
  const why = checks.map((each) => each.line);
  const findings = checks.flatMap((each) => each.findings);
  if (findings.length > 0) return { verdict: 'deny', findings, why };
  return { verdict: 'allow', configuration, by: { sender, permission, ...teamsIn(teams) }, why };
}

function rulesOf(
  { command, sender, permission, teams, now, subjects = [] }: Question,
  { policy }: Configuration,
): Ruled {
  return applyRules(policy.rules, { command, sender, permission, now, ...teamsIn(teams) }, subjects);
}

/** Nothing that is decided now: what Plan will ask for. */
function approvalsOf(
  { command, subjects = [], teams, ...asker }: Question,
  { policy, access }: Configuration,
): readonly Check[] {
  const deeds = subjects.map((subject) => ({ command, subject }));
  return approvalLines(policy.approvals, { ...asker, ...teamsIn(teams), deeds }, access.permission);
}

/** Whether a comment is not even answered: a bot's that is not on the list. */
export const isIgnored = ({ sender, configuration }: Pick<Question, 'sender' | 'configuration'>): boolean =>
  !botRule(sender, configuration).line.holds;

/** Only a configuration that was read can let a bot in. */
function botRule(sender: Question['sender'], read: ConfigurationRead): Check {
  const rule = 'access.allowBots';
  if (!sender.bot) return holds(rule, 'A person asks.');
  const name = bareLogin(sender.login);
  const allowed = read.state === 'read' && read.configuration.access.allowBots.some((each) => bareLogin(each) === name);
  return allowed ? holds(rule, `The bot ${name} is on the list.`) : fails(rule, `The bot ${name} is not on the list.`);
}

function bareLogin(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}

/** A policy whose teams cannot be told is not resolved: nobody knows whom it lets in. */
function teamChecks(read: TeamsRead | undefined): readonly Check[] {
  if (read?.state !== 'unresolved') return [];
  return [fails('policy', read.findings.map(({ message }) => message).join(' '), ...read.findings)];
}

const teamsIn = (read: TeamsRead | undefined) => (read?.state === 'read' ? { teams: read.teams } : {});

function configurationRule(read: ConfigurationRead): Check {
  const rule = 'configuration';
  if (read.state === 'read') return holds(rule, 'The configuration of the default branch was read.');
  if (read.state === 'absent') return holds(rule, 'There is no configuration file, so the defaults hold.');
  const message = 'The configuration of this repository cannot be used, so nothing may be changed.';
  return fails(rule, message, fault('access/configuration-invalid', message), ...read.findings);
}

/** A schedule asks with the word of the configuration, and only for the turn that holds: never late, never for another. */
function scheduleRule({ command, now }: Question, { name, at }: GivenTurn, read: ConfigurationRead): Check {
  const rule = `schedule.${name}`;
  const schedule = read.state === 'read' ? read.configuration.schedule.find((each) => each.name === name) : undefined;
  const turn = schedule === undefined ? undefined : lastTurn(schedule, now);
  if (turn?.at === at && commandOf[turn.kind] === command)
    return holds(rule, 'The configuration of the default branch asks for it at this time, so no permission is needed.');
  const why = schedule === undefined ? 'the configuration has no such schedule' : 'its time is over';
  const message = `The schedule "${name}" does not ask for this now: ${why}.`;
  return fails(rule, message, fault('schedule/overtaken', message));
}

function permissionRule(
  { sender, permission }: Question,
  needed: Permission,
  allowedBy: readonly string[] | undefined,
): Check {
  const rule = 'access.permission';
  if (allowedBy !== undefined) return holds(rule, `It is not asked, because of ${allowedBy.join(', ')}.`);
  if (ranks[permission] >= ranks[needed]) {
    return holds(rule, `${sender.login} has the permission ${permission}, and ${needed} is needed.`);
  }
  const message = `${sender.login} has the permission ${permission} on this repository, and ${needed} is needed.`;
  const cure = `Ask somebody with the ${needed} permission to comment the command.`;
  return fails(rule, message, fault('access/permission', message, { cure }));
}

function limitRules(given: Question['arguments'], configuration: Configuration): readonly Check[] {
  const { limits, regions } = configuration;
  const asked = given.region;
  const named: readonly string[] = Array.isArray(asked) ? asked : [];
  return [
    limitRule('limits.workers', 'workers', given.workers, limits.workers),
    limitRule('limits.controlPlane', 'control plane machines', given['control-plane'], limits.controlPlane),
    limitRule('limits.clustersPerComment', 'clusters in one comment', named.length, limits.clustersPerComment),
    ...(regions === undefined ? [] : named.map((region) => regionRule(region, regions))),
  ];
}

/** Names, machine types and versions that the policy allows, and its quotas. */
function policyRules({ command, subjects = [], fleet = 'unread' }: Question, policy: Policy): readonly Check[] {
  return [
    ...(command === 'create-cluster' ? subjects.flatMap((each) => nameRules(each.name, policy.names)) : []),
    ...subjects.flatMap((each) => allowedRules(each, policy)),
    ...applyQuotas(policy.quotas, subjects, fleet),
  ];
}

/** Nobody deletes a protected cluster: whoever may change the configuration lifts the protection first. */
function protectedRule({ name }: Question['arguments'], { deletion }: Configuration): Check {
  const rule = 'deletion.protected';
  if (typeof name !== 'string' || !isProtected(name, deletion.protected)) return holds(rule, 'It is not protected.');
  const message = `The cluster "${name}" is protected from deletion.`;
  return fails(rule, message, fault('deletion/protected', message));
}

function limitRule(rule: string, what: string, asked: ArgumentValue | undefined, most: number): Check {
  if (typeof asked !== 'number' || asked <= most) return holds(rule, `At most ${most} ${what}.`);
  const message = `${asked} ${what} are asked for, and ${most} are the most here.`;
  const cure = `Ask for at most ${most}, or have ${rule} raised in .github/clusterops.yml.`;
  return fails(rule, message, fault('access/limit', message, { cure }));
}

function regionRule(region: string, allowed: readonly string[]): Check {
  if (allowed.includes(region)) return holds('regions', `${region} is allowed.`);
  const message = `The region "${region}" is not allowed here.`;
  const cure = `Use one of ${allowed.join(', ')}.`;
  return fails('regions', message, fault('access/region', message, { cure }));
}
