import { type Decision, decide, isIgnored } from '../domain/access/decide.ts';
import type { Subject } from '../domain/access/subject.ts';
import { type TeamsRead, teamsNamed } from '../domain/access/teams.ts';
import type { CommandLine, ParsedCommand } from '../domain/command/command.ts';
import { parseComment } from '../domain/command/parse.ts';
import { fault } from '../domain/finding.ts';
import { deniedReply, faultReply } from '../domain/report/replies.ts';
import type { Permission } from '../domain/repository.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommandFacts, CommandFactsSource, Permissions } from '../ports/github.ts';
import type { HandleCommandJob, JobHandler } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Reactions } from '../ports/reactions.ts';
import type { Teams } from '../ports/teams.ts';
import { type Answer, type PutAnswers, refusal } from './answer.ts';
import type { AskPolicy } from './ask-policy.ts';
import type { AuditCommand } from './audit-command.ts';
import type { AwaitTurn } from './await-turn.ts';
import type { StandInLine } from './stand-in-line.ts';

type Allowed = Extract<Decision, { verdict: 'allow' }>;

/** A command that its sender may give, with the configuration that it runs under. */
export interface AllowedCommand {
  readonly command: ParsedCommand;
  readonly decision: Allowed;
}

/** What a command's handler works with beside the command. */
export interface Occasion {
  readonly job: HandleCommandJob;
  readonly facts: CommandFacts;
  /** The sender's permission on the repository. */
  readonly permission: Permission;
  /** True when an earlier try may have got part of the way. */
  readonly repeated: boolean;
}

interface Needs {
  readonly facts: CommandFactsSource;
  readonly permissions: Permissions;
  readonly teams: Teams;
  readonly reactions: Reactions;
  readonly putAnswers: PutAnswers;
  readonly createClusters: (commands: readonly AllowedCommand[], occasion: Occasion) => Promise<readonly Answer[]>;
  readonly others: Readonly<Record<string, (command: AllowedCommand, occasion: Occasion) => Promise<Answer>>>;
  readonly askPolicy: AskPolicy;
  readonly awaitTurn: AwaitTurn;
  readonly inLine: StandInLine;
  readonly auditCommand: AuditCommand;
  readonly clock: Clock;
  readonly commandPrefix: string;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * One comment from its text to its answers. Gathers all facts at once, decides, acts, answers once: everything that it does
 * can be done again.
 */
export function createHandleCommand(needs: Needs): JobHandler<'handle-command'> {
  const run: JobHandler<'handle-command'> = async (job, context) => {
    const lines = parseComment(job.body, { prefix: needs.commandPrefix });
    if (lines.length === 0) return;
    const log = { repository: job.repository.id, issue: job.issue, delivery: job.delivery, sender: job.sender.id };
    const place = await needs.inLine.placeOf(lines, job, context);
    // Our reaction says that a comment was taken in hand: one that stands in line would be lost with the database.
    const quiet = job.sender.bot || place !== undefined;
    const [facts, permission] = await Promise.all([
      needs.facts.gather({ repository: job.repository, issue: job.issue, sourceNodeId: job.sourceNodeId }),
      needs.permissions.of(job.repository, job.sender),
      quiet ? undefined : needs.reactions.add(job.repository, job.sourceNodeId, 'eyes'),
    ]);
    // A request that cannot be told of cannot be followed either: GitHub takes no comment of an App on what is locked.
    if (facts.issue === undefined || facts.issue.locked || facts.source === undefined || facts.repository.archived) {
      needs.log.warn(
        { ...log, archived: facts.repository.archived, locked: facts.issue?.locked },
        'the issue, the comment or the repository takes no answer: nothing was done',
      );
      for (const line of lines) needs.metrics.command(line.name ?? 'unknown', 'refused');
      await needs.inLine.takenBack(job, facts);
      return;
    }

    const occasion: Occasion = { job, facts, permission, repeated: context.attempt > 1 };
    if (isIgnored({ sender: job.sender, configuration: facts.configuration })) return;
    if (place !== undefined) return needs.inLine.wait(place, lines, job, facts);
    if (await needs.awaitTurn(lines, occasion, context)) return;
    const answers: Answer[] = [];
    const creating: AllowedCommand[] = [];
    let createRefused = false;
    const judge = createJudge(needs, occasion);
    for (const line of lines) {
      const judged = await judge(line);
      if (judged === 'ignore') return;
      if ('outcome' in judged) {
        answers.push(judged);
        createRefused ||= line.name === 'create-cluster';
      } else if (judged.command.name === 'create-cluster') {
        creating.push(judged);
      } else {
        const handler = needs.others[judged.command.name];
        if (handler !== undefined) answers.push(await handler(judged, occasion));
      }
    }
    // All clusters of a comment become one pull request, so one that cannot be made holds back the others.
    if (!createRefused) answers.push(...(await needs.createClusters(creating, occasion)));
    else answers.push(...creating.map(heldBack));
    for (const answer of answers) {
      needs.metrics.command(answer.command, answer.outcome);
      needs.log.info({ ...log, command: answer.command, outcome: answer.outcome }, 'command answered');
    }
    await needs.putAnswers(job, await afterwards(facts, job), answers);
  };

  /** A request may have taken the comment that told its place. */
  const afterwards = async (facts: CommandFacts, job: HandleCommandJob) => {
    const { repository, issue, sourceNodeId } = job;
    return needs.inLine.isTold(job, facts) ? needs.facts.gather({ repository, issue, sourceNodeId }) : facts;
  };

  return async (job, context) => {
    try {
      await run(job, context);
    } catch (error) {
      const known =
        error instanceof AppError ? error : new AppError('internal/bug', 'an unexpected fault', { cause: error });
      if (!job.sender.bot && (context.lastAttempt || !known.retry)) await lastWords(needs, job, known);
      throw error;
    }
  };
}

/** A command that cannot be carried out is never simply lost: whoever gave it is told, as far as GitHub can be reached. */
async function lastWords(needs: Needs, job: HandleCommandJob, error: AppError): Promise<void> {
  try {
    const facts = await needs.facts.gather({
      repository: job.repository,
      issue: job.issue,
      sourceNodeId: job.sourceNodeId,
    });
    const cure = `${error.cure} Then comment /retry, or give the command again.`;
    const findings = [fault(error.code, error.detail, { cure })];
    const raw = parseComment(job.body, { prefix: needs.commandPrefix })
      .map((line) => line.raw)
      .join('\n');
    needs.metrics.command('unknown', 'failed');
    await needs.putAnswers(job, facts, [
      { command: 'unknown', outcome: 'refused', body: faultReply({ raw, findings }) },
    ]);
  } catch (unsaid) {
    needs.log.error(
      { err: unsaid, code: error.code, delivery: job.delivery },
      'a command failed and its sender could not be told',
    );
  }
}

const heldBack = ({ command }: AllowedCommand): Answer =>
  refusal(command, [
    fault(
      'command/held-back',
      'another create command of this comment was refused, and all of them make one pull request',
      {
        cure: 'Correct the other command and give both again in a new comment.',
      },
    ),
  ]);

/** Judges a line; `asked` collects the clusters of those before it in the same comment. */
const createJudge = (needs: Needs, occasion: Occasion) => {
  const { job, facts, permission } = occasion;
  const asked: Subject[] = [];
  let teams: Promise<TeamsRead> | undefined;
  return async (line: CommandLine): Promise<AllowedCommand | Answer | 'ignore'> => {
    const question = {
      command: line.name ?? '',
      arguments: line.kind === 'command' ? line.arguments : {},
      sender: job.sender,
      permission,
      configuration: facts.configuration,
      now: needs.clock.now(),
      ...(job.schedule === undefined ? {} : { schedule: job.schedule }),
    };
    const command = line.name ?? 'unknown';
    if (line.kind === 'refused') return refusal({ ...line, name: command }, line.findings);
    teams ??= needs.teams.of(job.repository, job.sender, teamsNamed(facts.configuration));
    const known = await needs.askPolicy(line, occasion, asked);
    if ('findings' in known) return refusal(line, known.findings);
    const decision = decide({ ...question, ...known, teams: await teams });
    if (decision.verdict === 'ignore') return 'ignore';
    await needs.auditCommand(job, line, decision);
    if (decision.verdict === 'deny') {
      return {
        command,
        outcome: 'denied',
        body: deniedReply({ raw: line.raw, login: job.sender.login, findings: decision.findings }),
      };
    }
    if (line.arguments['dry-run'] !== true) asked.push(...(known.subjects ?? []));
    return { command: line, decision };
  };
};
