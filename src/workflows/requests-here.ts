import { requestIdOfBranch } from '../domain/cluster/names.ts';
import type { Pulls } from '../ports/github.ts';
import type { AdoptPullJob } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import type { Occasion } from './handle-command.ts';
import { openRequests } from './lock-book.ts';
import { stickyRequests } from './sticky.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly pulls: Pulls;
  readonly signer: Signer;
  /** Brings what is known of a pull request of ours up to what GitHub says. */
  readonly adoptPull: (job: AdoptPullJob) => Promise<void>;
}

/** The requests that have not ended of the issue, or of the pull request, that a comment stands on. */
export const createRequestsHere =
  (needs: Needs) =>
  async (occasion: Occasion): Promise<readonly RequestRecord[]> => {
    const { repository, issue } = occasion.job;
    await adoptUnknown(needs, occasion);
    if (occasion.facts.issue?.isPull === true) {
      const record = await needs.requests.byPull(repository.id, issue);
      return record === undefined || record.phase === 'ended' ? [] : [record];
    }
    const records = await needs.requests.byIssue(repository.id, issue);
    return records.filter((record) => record.phase !== 'ended');
  };

/** The database may have been lost a moment ago: what GitHub knows of this place is known here from then on. */
async function adoptUnknown(needs: Needs, { job, facts }: Occasion): Promise<void> {
  const { requests, pulls, signer, adoptPull } = needs;
  const { repository, issue } = job;
  if (facts.issue?.isPull === true) {
    if ((await requests.byPull(repository.id, issue)) === undefined) await adoptPull({ repository, pull: issue });
    return;
  }
  const open = openRequests(signer, repository, facts.openPulls).filter(({ request }) => request.issue === issue);
  const told = stickyRequests(signer, repository.id, facts.ownComments);
  const unknown = new Set<string>();
  for (const id of [...open.map(({ request }) => request.id), ...told])
    if ((await requests.get(id)) === undefined) unknown.add(id);
  if (unknown.size === 0) return;
  for (const { number, headRef } of await pulls.ours(repository))
    if (unknown.has(requestIdOfBranch(headRef) ?? '')) await adoptPull({ repository, pull: number });
}
