import { requestId } from '../domain/cluster/names.ts';
import type { CommandLine } from '../domain/command/command.ts';
import { proposingCommands } from '../domain/edits/registry.ts';
import { inLineText, type LinePlace, takenBackText } from '../domain/report/line-text.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Announcements, CommandFacts } from '../ports/github.ts';
import type { HandleCommandJob, JobContext, JobLine } from '../ports/jobs.ts';
import type { Pace } from '../ports/pace.ts';
import type { Signer } from '../ports/signer.ts';

/** What one request creates on GitHub, from its 👀 to the last word of Plan: counted in the sandbox for `/create-cluster`. */
export const createsPerRequest = 15;
/** A shorter wait is not worth a word, nor is a place that moved by less worth another. In milliseconds. */
const worthTelling = 30_000;
const worthTellingAgain = 10 * 60_000;
/** Who could not be told for want of room tries again so much later for each that is before: they do not all come at once. */
const apart = 1_000;

const purpose = 'place';

export interface StandInLine {
  /** Where the commands of a comment stand that would make requests; undefined: they may be begun. Asks GitHub nothing. */
  placeOf(
    lines: readonly CommandLine[],
    job: HandleCommandJob,
    context: Pick<JobContext, 'id'>,
  ): Promise<LinePlace | undefined>;
  /** Tells the place in the comment that the answer will be written into, and throws `queue/in-line`. */
  wait(place: LinePlace, lines: readonly CommandLine[], job: HandleCommandJob, facts: CommandFacts): Promise<never>;
  /** Whether the place of the commands was told, as far as these facts know. */
  isTold(job: HandleCommandJob, facts: CommandFacts): boolean;
  /** The comment with the commands is gone: says so where their place was told. */
  takenBack(job: HandleCommandJob, facts: CommandFacts): Promise<void>;
}

/**
 * A request is begun when GitHub will let an installation create all of it after what came before, so that none stands still
 * half-way. Its place costs nothing that the answer would not: the one becomes the other.
 */
export function createStandInLine(needs: {
  readonly pace: Pace;
  readonly line: JobLine;
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly clock: Clock;
}): StandInLine {
  const { announcements, signer, clock } = needs;

  const toldOf = ({ repository, sourceNodeId }: HandleCommandJob, { ownComments }: CommandFacts) =>
    placeTold(signer, repository.id, sourceNodeId, ownComments);

  const tell = async (job: HandleCommandJob, facts: CommandFacts, text: string, payload: object | undefined) => {
    if (facts.issue === undefined) return;
    const existing = toldOf(job, facts);
    const marker = payload === undefined ? '' : `\n${signer.mark(purpose, job.repository.id, payload)}`;
    await announcements.publish({
      repository: job.repository,
      comment: {
        issueNodeId: facts.issue.nodeId,
        body: `${text}${marker}`,
        ...(existing === undefined ? {} : { existing: existing.nodeId }),
      },
    });
  };

  return {
    async placeOf(lines, job, { id }) {
      // Whoever waits for the turn of clusters stood in line before.
      if (job.clusters !== undefined || !lines.some(proposes)) return undefined;
      const before = await needs.line.before(id);
      const wait = await needs.pace.waitFor(job.repository, (before + 1) * createsPerRequest);
      return wait === 0 ? undefined : { before, due: clock.now() + wait };
    },

    async wait(place, lines, job, facts) {
      const now = clock.now();
      const told = toldOf(job, facts);
      const moved = told === undefined || Math.abs(told.due - place.due) >= worthTellingAgain;
      let retryAt = place.due;
      if (moved && !job.sender.bot && place.due - now >= worthTelling) {
        const request = requestOf(lines, job);
        const payload = { source: job.sourceNodeId, due: place.due, ...(request === undefined ? {} : { request }) };
        try {
          const inComment = facts.issue?.nodeId !== job.sourceNodeId;
          await tell(job, facts, inLineText(place, now, inComment), payload);
        } catch (error) {
          if (!(error instanceof AppError) || error.retryAt === undefined) throw error;
          retryAt = Math.min(place.due, error.retryAt + place.before * apart);
        }
      }
      throw new AppError('queue/in-line', `${place.before} before it`, { retryAt });
    },

    isTold: (job, facts) => toldOf(job, facts) !== undefined,

    async takenBack(job, facts) {
      if (facts.issue === undefined || facts.issue.locked || facts.repository.archived || facts.source !== undefined)
        return;
      if (toldOf(job, facts) !== undefined) await tell(job, facts, takenBackText, undefined);
    },
  };
}

const proposes = (line: CommandLine): boolean =>
  line.kind === 'command' && proposingCommands.includes(line.name) && line.arguments['dry-run'] !== true;

/** The first request that comes of a comment; its sticky comment takes the place's. */
function requestOf(lines: readonly CommandLine[], { repository, sourceNodeId }: HandleCommandJob): string | undefined {
  const first = lines.find(proposes);
  return first === undefined ? undefined : requestId(repository.id, sourceNodeId, first.index);
}

interface ToldPlace {
  readonly nodeId: string;
  readonly url: string;
  readonly body: string;
  readonly due: number;
  readonly request?: unknown;
}

/** Where the place of a comment's commands was told, among our own comments, by its signed marker. */
export function placeTold(
  signer: Signer,
  repositoryId: number,
  sourceNodeId: string,
  comments: CommandFacts['ownComments'],
): ToldPlace | undefined {
  for (const comment of comments)
    for (const payload of signer.read(purpose, repositoryId, comment.body).payloads) {
      const { source, due, request } = (payload ?? {}) as { source?: unknown; due?: unknown; request?: unknown };
      if (source === sourceNodeId) return { ...comment, due: Number(due), request };
    }
  return undefined;
}
