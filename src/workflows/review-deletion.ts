import type { Configuration } from '../domain/access/configuration.ts';
import type { DeleteRequest } from '../domain/cluster/request.ts';
import {
  areSame,
  type Confirmation,
  confirmationFor,
  type GivenCode,
  type SeenCluster,
  standingCode,
} from '../domain/deletion/confirmation.ts';
import type { AskedDeletion } from '../domain/deletion/lint.ts';
import { isProtected } from '../domain/deletion/protected.ts';
import { type ConfirmationView, codeComment } from '../domain/report/deletion-pull-text.ts';
import type { DoomedView } from '../domain/report/what-goes.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Announcements, CommandFactsSource, PullSummary, Pulls } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { codeMarkers, type DeletionMarkers, newCode, readDeletionMarkers } from './deletion-markers.ts';
import { seeDoomed } from './see-doomed.ts';

interface Needs {
  readonly facts: CommandFactsSource;
  readonly pulls: Pulls;
  readonly announcements: Announcements;
  readonly signer: Signer;
  readonly managementClusters: ManagementClusters;
  readonly clock: Clock;
}

/** What Plan needs to know of a delete request. */
export interface DeletionReview {
  readonly asked: readonly AskedDeletion[];
  readonly clusters: readonly DoomedView[];
  readonly confirmation: ConfirmationView;
}

export interface ReviewDeletion {
  /**
   * Looks at what a delete request of ours would take away, and shows the code with which it is confirmed on the pull
   * request; `undefined` for any other pull request. A confirmation counts for the very commit, and while the objects are those
   * that were seen.
   */
  review(
    repository: RepositoryRef,
    pull: PullSummary,
    configuration: Configuration,
  ): Promise<DeletionReview | undefined>;
  /** The confirmed among our open delete requests: a merge group says not whose it is. */
  confirmed(repository: RepositoryRef): Promise<readonly AskedDeletion[]>;
}

export function createReviewDeletion(needs: Needs): ReviewDeletion {
  const { signer, clock } = needs;

  const requestOf = (repository: RepositoryRef, pull: PullSummary): DeleteRequest | undefined => {
    const request = pull.own && !pull.fork ? signedRequest(signer, repository, pull) : undefined;
    return request?.kind === 'delete-cluster' ? request : undefined;
  };

  const markersOn = async (repository: RepositoryRef, pull: PullSummary) => {
    const facts = await needs.facts.gather({ repository, issue: pull.number, sourceNodeId: pull.nodeId });
    return {
      markers: readDeletionMarkers(signer, repository.id, facts.ownComments),
      locked: facts.issue?.locked === true,
    };
  };

  const look = async (request: DeleteRequest, pull: PullSummary, markers: DeletionMarkers) => {
    const management = needs.managementClusters.of(request);
    const doomed = await Promise.all(request.clusters.map((cluster) => seeDoomed(management, cluster)));
    const seen = doomed.map((each) => each.seen);
    const given = confirmationFor(markers.confirmations, { request: request.id, headSha: pull.headSha });
    const confirmation = given !== undefined && areSame(given.clusters, seen) ? given : undefined;
    const asked = request.clusters.map(
      ({ spec: { namespace, name } }): AskedDeletion => ({ namespace, name, confirmed: confirmation !== undefined }),
    );
    return { clusters: doomed.map((each) => each.view), seen, confirmation, asked };
  };

  /** Where the confirmation stands, and the codes that the pull request is to remember. */
  const stand = (
    repository: RepositoryRef,
    { headSha }: PullSummary,
    request: DeleteRequest,
    { deletion }: Configuration,
    known: {
      readonly markers: DeletionMarkers;
      readonly seen: readonly SeenCluster[];
      readonly confirmation: Confirmation | undefined;
    },
  ): { readonly codes: readonly GivenCode[]; readonly confirmation: ConfirmationView } => {
    const { codes } = known.markers;
    if (known.confirmation !== undefined) {
      const { by, at } = known.confirmation;
      return { codes, confirmation: { state: 'confirmed', by: by.login, at, headSha } };
    }
    const guarded = request.clusters.find(({ spec }) => isProtected(spec.name, deletion.protected));
    if (guarded !== undefined) {
      const because = `the configuration protects ${guarded.spec.name} from deletion.`;
      return { codes, confirmation: { state: 'refused', because } };
    }
    const bound = { request: request.id, headSha, clusters: known.seen };
    const standing = standingCode(codes, { ...bound, time: clock.now() });
    const expiresAt = clock.now() + deletion.confirmWithinSeconds * 1_000;
    const code = standing ?? newCode(signer, repository.id, { ...bound, expiresAt });
    return {
      codes: standing === undefined ? [...codes, code] : codes,
      confirmation: {
        state: 'waiting',
        code: code.code,
        expiresAt: code.expiresAt,
        headSha,
        secondPerson: deletion.secondPerson,
        asker: request.asker.login,
      },
    };
  };

  return {
    async review(repository, pull, configuration) {
      const request = requestOf(repository, pull);
      if (request === undefined) return undefined;
      const { markers, locked } = await markersOn(repository, pull);
      const { clusters, seen, confirmation, asked } = await look(request, pull, markers);
      const { codes, confirmation: view } = stand(repository, pull, request, configuration, {
        markers,
        seen,
        confirmation,
      });
      const body = `${codeComment(clusters, view)}\n${codeMarkers(signer, repository.id, codes)}`;
      if (!locked && codes.length > 0 && body !== markers.comment?.body) {
        await needs.announcements.publish({
          repository,
          comment: {
            issueNodeId: pull.nodeId,
            body,
            ...(markers.comment === undefined ? {} : { existing: markers.comment.nodeId }),
          },
        });
      }
      return { asked, clusters, confirmation: view };
    },

    async confirmed(repository) {
      const asked: AskedDeletion[] = [];
      for (const pull of await needs.pulls.ours(repository)) {
        const request = pull.state === 'open' ? requestOf(repository, pull) : undefined;
        if (request === undefined) continue;
        const { markers } = await markersOn(repository, pull);
        asked.push(...(await look(request, pull, markers)).asked.filter(({ confirmed }) => confirmed));
      }
      return asked;
    },
  };
}
