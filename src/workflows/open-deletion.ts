import type { DeleteRequest } from '../domain/cluster/request.ts';
import { deletionBody, deletionMessage, deletionTitle } from '../domain/report/deletion-pull-text.ts';
import type { DoomedView } from '../domain/report/what-goes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Changes } from '../ports/github.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { requestKey } from './keys.ts';
import { openPull, type PullToOpen } from './open-pull.ts';
import type { Publish } from './publish.ts';
import type { RecordAct } from './record-act.ts';

interface Needs {
  readonly changes: Changes;
  readonly requests: RequestStore;
  readonly publish: Publish;
  readonly signer: Signer;
  readonly jobs: Jobs;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
}

export interface DeletionToOpen extends Pick<PullToOpen, 'deletions' | 'facts' | 'sourceBody' | 'repeated'> {
  readonly request: DeleteRequest;
  readonly shown: readonly DoomedView[];
  readonly labels: readonly string[];
}

export type OpenDeletion = (deletion: DeletionToOpen) => Promise<'open' | 'foreign branch' | 'nothing to change'>;

/** Commits the removal, opens the draft and announces it; its Plan, with the code, follows as a job. Safe to repeat from any point. */
export function createOpenDeletion(needs: Needs): OpenDeletion {
  return async (deletion) => {
    const { request } = deletion;
    const opened = await openPull(needs, {
      ...deletion,
      words: {
        message: deletionMessage(request),
        title: deletionTitle(request),
        body: deletionBody(request, deletion.shown),
      },
      files: [],
      draft: true,
    });
    if (opened.state !== 'open') return opened.state;
    const { record, pull, headSha } = opened;

    await needs.publish({
      record,
      sha: headSha,
      reports: [],
      labels: { pullNodeId: pull.nodeId, names: deletion.labels },
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
