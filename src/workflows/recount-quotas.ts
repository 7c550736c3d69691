import { applyQuotas } from '../domain/access/quotas.ts';
import { subjectOfSpec } from '../domain/access/subject.ts';
import type { Request } from '../domain/cluster/request.ts';
import type { Finding } from '../domain/finding.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { CommandFactsSource, PullSummary } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { openRequests } from './lock-book.ts';
import { placedAs, readFleet } from './read-fleet.ts';
import type { ReadStanding } from './read-standing.ts';

/**
 * What is wrong with the quotas once a pull request of ours is open; empty where nothing is, and for any other. Without
 * `request`, the pull request's own marker says what it asks for.
 */
export type RecountQuotas = (
  repository: RepositoryRef,
  pull: PullSummary,
  request?: Request,
) => Promise<readonly Finding[]>;

/**
 * Counts again when the pull request stands: two commands at the same time do not see each other, and of two pull requests
 * that pass a quota only together, the later is held back.
 */
export function createRecountQuotas(needs: {
  readonly facts: CommandFactsSource;
  readonly readStanding: ReadStanding;
  readonly signer: Signer;
}): RecountQuotas {
  return async (repository, pull, known) => {
    const request = known ?? (pull.own && !pull.fork ? signedRequest(needs.signer, repository, pull) : undefined);
    if (request === undefined || request.kind === 'delete-cluster') return [];
    const facts = await needs.facts.gather({ repository, issue: pull.number, sourceNodeId: pull.nodeId });
    if (facts.configuration.state !== 'read') return [];
    const { configuration } = facts.configuration;
    const { quotas } = configuration.policy;
    if (quotas.length === 0) return [];
    const earlier = openRequests(needs.signer, repository, facts.openPulls).filter((each) => each.pull < pull.number);
    const fleet = await readFleet(needs.readStanding, repository, facts, earlier, configuration);
    const subjects = request.clusters.map(({ spec }) => {
      const subject = subjectOfSpec(spec, configuration.environments);
      const standing = fleet === 'unread' ? undefined : fleet.find(({ name }) => name === subject.name);
      return standing === undefined ? subject : placedAs(subject, standing);
    });
    return applyQuotas(quotas, subjects, fleet).flatMap(({ findings }) => findings);
  };
}
