import type { Configuration } from '../domain/access/configuration.ts';
import { requestId } from '../domain/cluster/names.ts';
import { parseCommandLine } from '../domain/command/parse.ts';
import type { Said } from '../domain/fleet/findings.ts';
import { scheduleName, turnCommand, turnComment } from '../domain/report/schedule-text.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { clustersOf } from '../domain/schedule/governed.ts';
import type { Schedule } from '../domain/schedule/schedule.ts';
import type { Turn } from '../domain/schedule/turn.ts';
import type { Announcements, CommandFacts } from '../ports/github.ts';
import type { HandleCommandJob, Jobs } from '../ports/jobs.ts';
import type { KeptIssue } from '../ports/kept-issues.ts';
import type { Signer } from '../ports/signer.ts';
import { answerTo } from './answer.ts';
import { commandOptions } from './keys.ts';
import type { ReadStanding } from './read-standing.ts';
import { turnMarker, turnsGiven } from './schedule-book.ts';
import type { SortScheduled } from './sort-scheduled.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly announcements: Announcements;
  readonly jobs: Jobs;
  readonly signer: Signer;
  readonly readStanding: ReadStanding;
  readonly sortScheduled: SortScheduled;
}

/** A turn that has come, and where it is told of. */
export interface TurnToGive {
  readonly repository: RepositoryRef;
  readonly place: Pick<KeptIssue, 'number' | 'nodeId'>;
  readonly facts: CommandFacts;
  readonly configuration: Configuration;
  readonly schedule: Schedule;
  readonly turn: Turn;
  /** Names of the clusters that are left of the turn; absent: it is looked at for the first time. */
  readonly only?: readonly string[];
}

/** The clusters that could not be changed, and what else is to be said; `unread`: nobody knows which clusters there are. */
export type TurnGiven = { readonly waits: readonly Said[]; readonly notes: readonly string[] } | 'unread';

/**
 * Gives the command of a turn for those of the schedule's clusters that it would change, in a signed comment that is the source of the request: it
 * is carried out as a person's command is. What was given for the turn before is not given again, but carried out if that came to nothing.
 */
export function createGiveTurn(needs: Needs): (given: TurnToGive) => Promise<TurnGiven> {
  const { signer } = needs;

  const jobOf = ({ repository, place, schedule, turn }: TurnToGive, sourceNodeId: string, body: string) =>
    ({
      ...{ repository, issue: place.number, sourceNodeId, body },
      schedule: { name: schedule.name, at: turn.at },
      sender: { id: 0, login: scheduleName(schedule.name), bot: false },
      delivery: 'a schedule',
    }) satisfies HandleCommandJob;

  const give = async (given: TurnToGive, sourceNodeId: string, clusters: readonly string[]): Promise<void> => {
    const job = jobOf(given, sourceNodeId, turnCommand(given.turn.kind, clusters));
    const lines = [parseCommandLine(job.body)];
    const options = commandOptions(given.repository, job.issue, sourceNodeId, lines, clusters);
    await needs.jobs.add('handle-command', { ...job, clusters }, options);
  };

  /** The names of all clusters that it was given for before. */
  const givenBefore = async (given: TurnToGive): Promise<ReadonlySet<string>> => {
    const { repository, facts, schedule, turn } = given;
    const marks = turnsGiven(signer, repository, facts.ownComments, { schedule: schedule.name, at: turn.at });
    for (const { nodeId, clusters } of marks) {
      const id = requestId(repository.id, nodeId, 0);
      const isHandled =
        findSticky(signer, repository.id, id, facts.ownComments) !== undefined ||
        answerTo(signer, repository.id, nodeId, facts.ownComments) !== undefined;
      if (!isHandled) await give(given, nodeId, clusters);
    }
    return new Set(marks.flatMap(({ clusters }) => clusters));
  };

  return async (given) => {
    const { repository, place, facts, configuration, schedule, turn, only } = given;
    const before = await givenBefore(given);
    if (only?.length === 0) return { waits: [], notes: [] };
    const standing = await needs.readStanding(repository, facts, configuration.clusters.folder);
    if (standing === 'unread') return 'unread';
    const { environments } = configuration;
    const { rows, findings } = clustersOf(schedule.name, configuration.schedule, standing.rows, environments);
    const due = rows.filter(({ name }) => !before.has(name) && only?.includes(name) !== false);
    const occasion = {
      ...{ job: jobOf(given, place.nodeId, ''), facts },
      ...({ permission: 'none', repeated: false } as const),
    };
    const asked = { name: schedule.name, ...turn };
    const { ready, waits } = await needs.sortScheduled(asked, due, occasion, configuration);
    for (const clusters of ready) {
      const marker = turnMarker(signer, repository.id, { schedule: schedule.name, at: turn.at, clusters });
      const { comment } = await needs.announcements.publish({
        repository,
        comment: {
          issueNodeId: facts.issue?.nodeId ?? place.nodeId,
          body: `${turnComment(schedule, turn, clusters)}\n${marker}`,
        },
      });
      if (comment !== undefined) await give(given, comment.nodeId, clusters);
    }
    const unread = standing.unread.map(({ path, why }) => `${path} was not read: ${why}.`);
    return { waits, notes: [...findings.map(({ message, cure }) => `${message} ${cure}`), ...unread] };
  };
}
