import { type Decision, decide } from '../domain/access/decide.ts';
import type { CommandLine, ParsedCommand } from '../domain/command/command.ts';
import { parseComment } from '../domain/command/parse.ts';
import { deniedReply, refusalReply } from '../domain/report/replies.ts';
import type { CommandFacts, CommandFactsSource, Permissions, Reactions } from '../ports/github.ts';
import type { HandleCommandJob, JobHandler } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Answer, PutAnswers } from './answer.ts';

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
  /** True when an earlier try may have got part of the way. */
  readonly repeated: boolean;
}

interface Needs {
  readonly facts: CommandFactsSource;
  readonly permissions: Permissions;
  readonly reactions: Reactions;
  readonly putAnswers: PutAnswers;
  readonly createClusters: (commands: readonly AllowedCommand[], occasion: Occasion) => Promise<readonly Answer[]>;
  readonly others: Readonly<Record<string, (command: AllowedCommand, occasion: Occasion) => Promise<Answer>>>;
  readonly commandPrefix: string;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * One comment from its text to its answers. Gathers all facts at once, decides, acts, answers once: everything that it does
 * can be done again.
 */
export function createHandleCommand(needs: Needs): JobHandler<'handle-command'> {
  return async (job, context) => {
    const lines = parseComment(job.body, { prefix: needs.commandPrefix });
    if (lines.length === 0) return;
    const log = { repository: job.repository.id, issue: job.issue, delivery: job.delivery, sender: job.sender.id };
    const [facts, permission] = await Promise.all([
      needs.facts.gather({ repository: job.repository, issue: job.issue, sourceNodeId: job.sourceNodeId }),
      needs.permissions.of(job.repository, job.sender),
      job.sender.bot ? undefined : needs.reactions.add(job.repository, job.sourceNodeId, 'eyes'),
    ]);
    if (facts.issue === undefined || facts.source === undefined || facts.repository.archived) {
      needs.log.warn(
        { ...log, archived: facts.repository.archived },
        'the issue, the comment or the repository takes no answer: nothing was done',
      );
      for (const line of lines) needs.metrics.command(line.name ?? 'unknown', 'refused');
      return;
    }

    const occasion: Occasion = { job, facts, repeated: context.attempt > 1 };
    const answers: Answer[] = [];
    const creating: AllowedCommand[] = [];
    let createRefused = false;
    for (const line of lines) {
      const judged = judge(line, occasion, permission);
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
    if (creating.length > 0 && !createRefused) answers.push(...(await needs.createClusters(creating, occasion)));
    for (const answer of answers) {
      needs.metrics.command(answer.command, answer.outcome);
      needs.log.info({ ...log, command: answer.command, outcome: answer.outcome }, 'command answered');
    }
    const announcedAlready = answers.every((answer) => answer.outcome === 'done' && answer.body === undefined);
    if (!announcedAlready) await needs.putAnswers(job, facts, answers);
  };
}

function judge(
  line: CommandLine,
  { job, facts }: Occasion,
  permission: Awaited<ReturnType<Permissions['of']>>,
): AllowedCommand | Answer | 'ignore' {
  const decision = decide({
    command: line.name ?? '',
    arguments: line.kind === 'command' ? line.arguments : {},
    sender: job.sender,
    permission,
    configuration: facts.configuration,
  });
  if (decision.verdict === 'ignore') return 'ignore';
  const command = line.name ?? 'unknown';
  if (line.kind === 'refused')
    return {
      command,
      outcome: 'refused',
      body: refusalReply({ raw: line.raw, line: line.line, findings: line.findings }),
    };
  if (decision.verdict === 'deny') {
    return {
      command,
      outcome: 'denied',
      body: deniedReply({ raw: line.raw, login: job.sender.login, findings: decision.findings }),
    };
  }
  return { command: line, decision };
}
