import type { ParsedCommand } from '../domain/command/command.ts';
import type { Finding } from '../domain/finding.ts';
import { refusalReply } from '../domain/report/replies.ts';
import { bodyLimit, fitBody } from '../domain/text/budget.ts';
import type { Announcements, CommandFacts } from '../ports/github.ts';
import type { HandleCommandJob } from '../ports/jobs.ts';
import type { Signer } from '../ports/signer.ts';
import { placeTold } from './stand-in-line.ts';

/** What came of one command of a comment. */
export interface Answer {
  readonly command: string;
  readonly outcome: 'done' | 'refused' | 'denied';
  /** Markdown for the reply; absent when another comment says it already. */
  readonly body?: string;
  /** The closing reaction was given together with what the command did. */
  readonly announced?: true;
}

/** A command that nothing was done for, with what is wrong with it. */
export const refusal = (
  { name, raw, line }: Pick<ParsedCommand, 'name' | 'raw' | 'line'>,
  findings: readonly Finding[],
): Answer => ({ command: name, outcome: 'refused', body: refusalReply({ raw, line, findings }) });

export type PutAnswers = (job: HandleCommandJob, facts: CommandFacts, answers: readonly Answer[]) => Promise<void>;

const purpose = 'reply';

/**
 * Writes the one reply to a comment and its closing reaction; rewritten, never repeated, when the job runs again. Does nothing
 * where what the commands did has said all.
 */
export function createPutAnswers(needs: {
  readonly announcements: Announcements;
  readonly signer: Signer;
}): PutAnswers {
  return async (job, facts, answers) => {
    const marker = needs.signer.mark(purpose, job.repository.id, { source: job.sourceNodeId });
    const where = [needs.signer, job.repository.id, job.sourceNodeId, facts.ownComments] as const;
    const earlier = answerTo(...where);
    const existing = earlier ?? placeTold(...where);
    const bodies = answers.flatMap((answer) => answer.body ?? []);
    // What an earlier try said of its failure, or of its place in line, is no longer true.
    if (bodies.length === 0 && existing !== undefined)
      bodies.push(earlier === undefined ? '✅ Done.' : '✅ Done on a later try.');
    const text = fitBody(
      bodies.map((each, index) => ({ text: index === 0 ? each : `---\n\n${each}`, rank: index })),
      bodyLimit - marker.length - 1,
    );
    const body = `${text}\n${marker}`;
    const written = bodies.length === 0 || facts.issue === undefined || existing?.body === body;
    if (written && answers.every((answer) => answer.announced)) return;
    const refused = answers.some((answer) => answer.outcome !== 'done');
    await needs.announcements.publish({
      repository: job.repository,
      ...(written || facts.issue === undefined
        ? {}
        : {
            comment: {
              issueNodeId: facts.issue.nodeId,
              body,
              ...(existing === undefined ? {} : { existing: existing.nodeId }),
            },
          }),
      reaction: { subjectNodeId: job.sourceNodeId, content: refused ? 'confused' : 'rocket' },
    });
  };
}

/** The reply to a comment among our own, by its signed marker. */
export const answerTo = (
  signer: Signer,
  repositoryId: number,
  sourceNodeId: string,
  comments: CommandFacts['ownComments'],
): CommandFacts['ownComments'][number] | undefined =>
  comments.find(({ body }) =>
    signer.read(purpose, repositoryId, body).payloads.some((payload) => sourceOf(payload) === sourceNodeId),
  );

const sourceOf = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && 'source' in payload ? payload.source : undefined;
