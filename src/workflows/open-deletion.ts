import type { DeleteRequest } from '../domain/cluster/request.ts';
import { deletionBody, deletionMessage, deletionTitle } from '../domain/report/deletion-pull-text.ts';
import type { DoomedView } from '../domain/report/what-goes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Changes, CommandFacts } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { requestKey } from './keys.ts';
import type { Publish } from './publish.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly changes: Changes;
  readonly requests: RequestStore;
  readonly publish: Publish;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

export interface DeletionToOpen {
  readonly request: DeleteRequest;
  readonly shown: readonly DoomedView[];
  readonly deletions: readonly string[];
  readonly facts: CommandFacts & { readonly baseSha: string };
  readonly labels: readonly string[];
  readonly sourceBody: string;
  /** True when an earlier try may have got part of the way. */
  readonly repeated: boolean;
}

export type OpenDeletion = (deletion: DeletionToOpen) => Promise<'open' | 'foreign branch' | 'nothing to change'>;

/** Commits the removal, opens the draft and announces it; its Plan, with the code, follows as a job. Safe to repeat from any point. */
export function createOpenDeletion(needs: Needs): OpenDeletion {
  return async ({ request, shown, deletions, facts, labels, sourceBody, repeated }) => {
    const stored = await needs.requests.get(request.id);
    const opening: RequestRecord = stored ?? {
      request,
      sourceBody,
      phase: 'opening',
      runs: [],
      made: [],
      phaseSince: needs.clock.now(),
    };
    if (stored === undefined) await needs.requests.put(opening);
    const marker = needs.signer.mark('request', request.repository.id, request);
    const opened = await needs.changes.ensure({
      repository: request.repository,
      repositoryNodeId: facts.repository.nodeId,
      requestId: request.id,
      branch: request.branch,
      base: { name: request.base, sha: facts.baseSha },
      files: [],
      deletions,
      fresh: !repeated && stored === undefined && facts.usedBranches?.includes(request.branch) === false,
      message: deletionMessage(request),
      pull: { title: deletionTitle(request), body: `${deletionBody(request, shown)}\n${marker}`, draft: true },
    });
    if (opened.state !== 'open') return opened.state;

    const { pull, headSha } = opened;
    const sticky = findSticky(needs.signer, request.repository.id, request.id, facts.ownComments);
    const record: RequestRecord = {
      ...opening,
      phase: opening.phase === 'opening' ? 'open' : opening.phase,
      pull: { number: pull.number, nodeId: pull.nodeId, url: pull.url, headSha },
      ...(opening.sticky !== undefined || sticky === undefined
        ? {}
        : { sticky: { nodeId: sticky.nodeId, url: sticky.url, digest: '' } }),
      phaseSince: opening.phase === 'opening' ? needs.clock.now() : opening.phaseSince,
    };
    await needs.requests.put(record);
    await needs.publish({
      record,
      sha: headSha,
      reports: [],
      labels: { pullNodeId: pull.nodeId, names: labels },
      reaction: { subjectNodeId: request.source.nodeId, content: 'rocket' },
    });
    const { repository, id, base } = request;
    const keys = [requestKey(id)];
    if (pull.state === 'open')
      await needs.jobs.add(
        'check-pull',
        { repository, pull: pull.number, headSha, headRef: request.branch, baseRef: base },
        { keys, coalesce: `${repository.id}/pull/${pull.number}/${headSha}/${base}` },
      );
    else await needs.jobs.add('adopt-pull', { repository, pull: pull.number }, { keys });
    return 'open';
  };
}
