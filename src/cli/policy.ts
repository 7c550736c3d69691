import { changedSubject, createdSubjects, subjectAfter } from '../domain/access/after-command.ts';
import type { Configuration, ConfigurationRead } from '../domain/access/configuration.ts';
import { type Decision, decide } from '../domain/access/decide.ts';
import type { Fleet } from '../domain/access/quotas.ts';
import { type Subject, subjectOfRow } from '../domain/access/subject.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { parseCommandLine } from '../domain/command/parse.ts';
import { commandNamed } from '../domain/command/table.ts';
import { chosenAmong } from '../domain/edits/edit-cluster.ts';
import { selectClusters } from '../domain/fleet/select.ts';
import { printFinding } from '../domain/print-finding.ts';
import { scheduleName } from '../domain/report/schedule-text.ts';
import type { Permission } from '../domain/repository.ts';
import { commandOf, type GivenTurn, lastTurn, nextTurn } from '../domain/schedule/turn.ts';
import { configurationOf } from './configuration.ts';
import { CliExit, exitCodes, refuse } from './exit.ts';
import { readWorkingTree, repositoryAround } from './working-tree.ts';

export interface ExplainOptions {
  /** The login of who asks. */
  readonly as?: string;
  /** The schedule of the configuration that asks, in place of a person. */
  readonly schedule?: string;
  readonly permission: string;
  /** The teams that they are in; GitHub is not asked. */
  readonly team?: readonly string[];
  /** A working tree of the repository. */
  readonly repo: string;
  /** Files of what its configuration builds on, the nearest first. */
  readonly extends?: readonly string[];
  readonly issue: number;
  /** When it is asked; now when left out. */
  readonly at?: string;
  readonly json?: boolean;
}

const permissions: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/** `clusterops policy explain`: the decision on a command, rule by rule, against a working tree. Throws `CliExit` 2 for a denial. */
export function explainPolicy(text: string, options: ExplainOptions, print: (line: string) => void): void {
  const permission = permissions.find((each) => each === options.permission);
  if (permission === undefined)
    throw new CliExit(
      exitCodes.refused,
      `--permission ${options.permission} is not known; there are ${permissions.join(', ')}.`,
    );
  const given = options.at === undefined ? Date.now() : Date.parse(options.at);
  if (Number.isNaN(given))
    throw new CliExit(exitCodes.refused, `--at ${options.at} is no time; give one such as 2026-12-24T18:00:00Z.`);
  const line = parseCommandLine(text);
  if (line.kind === 'refused') refuse(line.findings);

  const root = repositoryAround(options.repo);
  const read = configurationOf(root, options.extends);
  const known = read.state === 'read' ? clustersOf(line, read.configuration, root, options.issue) : {};
  const { as, schedule } = options;
  if ((as === undefined) === (schedule === undefined))
    throw new CliExit(
      exitCodes.refused,
      'Say who gives the command: a person with --as, or a schedule with --schedule.',
    );
  const turn = schedule === undefined ? undefined : turnOf(schedule, line, read, given, options.at === undefined);
  const now = turn?.now ?? given;
  const decision = decide({
    command: line.name,
    arguments: line.arguments,
    sender: { id: 0, login: as ?? scheduleName(schedule ?? ''), bot: false },
    ...(turn === undefined ? {} : { schedule: turn.schedule }),
    permission: schedule === undefined ? permission : 'none',
    teams: { state: 'read', teams: options.team ?? [] },
    configuration: read,
    now,
    ...known,
  });
  const lines = options.json === true ? [JSON.stringify(decisionJson(decision), null, 2)] : inWords(decision);
  for (const each of lines) print(each);
  if (decision.verdict !== 'allow') throw new CliExit(exitCodes.refused, '');
}

/** The turn of a schedule that a command is given for: the last by then, or the next one of that command. */
function turnOf(
  name: string,
  { name: command }: ParsedCommand,
  read: ConfigurationRead,
  given: number,
  isNext: boolean,
): { readonly schedule: GivenTurn; readonly now: number } {
  const schedules = read.state === 'read' ? read.configuration.schedule : [];
  const schedule = schedules.find((each) => each.name === name);
  if (schedule === undefined) {
    const known = schedules.map((each) => each.name).join(', ');
    throw new CliExit(
      exitCodes.refused,
      `There is no schedule "${name}"${known === '' ? '' : `; there are ${known}`}.`,
    );
  }
  if (!isNext) return { schedule: { name, at: lastTurn(schedule, given)?.at ?? given }, now: given };
  let turn = nextTurn(schedule, given);
  if (turn !== undefined && commandOf[turn.kind] !== command) turn = nextTurn(schedule, turn.at);
  const at = turn?.at ?? given;
  return { schedule: { name, at }, now: at };
}

/** The clusters that the command is about, and those that stand. */
function clustersOf(
  line: ParsedCommand,
  configuration: Configuration,
  root: string,
  issue: number,
): { readonly subjects: readonly Subject[]; readonly fleet: Fleet } {
  const { folder } = configuration.clusters;
  const { files, unread } = readWorkingTree(root, folder);
  const rows = clusterRows(files, folder);
  const fleet: Fleet = unread.length > 0 ? 'unread' : rows.map((row) => subjectOfRow(row, configuration.environments));
  const { name, selector } = line.arguments;
  if (typeof selector === 'string') {
    const selected = selectClusters(selector, rows, configuration.environments);
    if (!selected.ok) return refuse(selected.findings);
    const subjects = chosenAmong(selected.value, files, folder).map((chosen) =>
      subjectAfter(chosen, line.arguments, configuration, line.name),
    );
    return { subjects, fleet };
  }
  if (line.name === 'create-cluster') {
    const created = createdSubjects(line.arguments, configuration, issue);
    if (!created.ok) return refuse(created.findings);
    return { subjects: created.value, fleet };
  }
  const isNamed = commandNamed(line.name)?.positionals.some(({ key }) => key === 'name') === true;
  if (!isNamed || typeof name !== 'string') return { subjects: [], fleet };
  return { subjects: [changedSubject(name, files, line.arguments, configuration, line.name)], fleet };
}

function inWords(decision: Decision): readonly string[] {
  const width = Math.max(...decision.why.map(({ rule }) => rule.length));
  return [
    ...decision.why.map(({ rule, holds, because }) => `${holds ? '✔' : '✘'} ${rule.padEnd(width)}  ${because}`),
    '',
    decision.verdict === 'allow' ? 'allowed' : 'denied',
    ...(decision.verdict === 'deny' ? decision.findings.map(printFinding) : []),
  ];
}

/** The decision without the configuration that it was made under. */
function decisionJson({ verdict, why, ...more }: Decision): unknown {
  return { verdict, why, ...('findings' in more ? { findings: more.findings } : {}) };
}
