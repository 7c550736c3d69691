import type { ChangeRequest } from '../domain/cluster/request.ts';
import { judgeTemplate, type TemplateVerdict } from '../domain/templates/judge.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterActs, ClusterView, ManagementClusters } from '../ports/cluster.ts';
import type { History, Tree } from '../ports/github.ts';
import type { JobHandler, Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { LeftObject, RequestRecord, RequestStore } from '../ports/requests.ts';
import type { TakePlace } from './deletion-cap.ts';
import { assureReadable } from './folders-on-base.ts';
import { lookAtLeftBehind, pendingObjects } from './left-behind.ts';
import { mentionsOnBase } from './mentions-on-base.ts';
import { lookAgain } from './next-look.ts';
import { readSurely, sameObject } from './preview.ts';
import type { Publish } from './publish.ts';
import { type RecordAct, requestAct } from './record-act.ts';

interface Needs {
  readonly requests: RequestStore;
  readonly managementClusters: ManagementClusters;
  readonly tree: Tree;
  readonly history: History;
  readonly jobs: Jobs;
  readonly takePlace: TakePlace;
  readonly publish: Publish;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds after which it is looked again where no change in the management cluster tells. */
  readonly settleMs: number;
}

/** The base branch, as far as it was read. */
interface Base {
  readonly sha: string;
  /** By name of a template, why the branch may hold it. */
  readonly named: ReadonlyMap<string, string>;
}

interface Seen {
  readonly acts: ClusterActs;
  readonly view: ClusterView;
  readonly request: ChangeRequest;
}

/**
 * Deletes the templates that a merged request took out of Git, each as soon as nothing refers to it: the very object that was recorded
 * while it was in use, in a namespace that is seen whole and current, with a base branch that holds the merge and names it nowhere. All
 * of one request take one place among the deletions of an hour. Level-triggered: each run says what is still waited for.
 */
export function createRemoveTemplates(needs: Needs): JobHandler<'remove-templates'> {
  const baseHead = async ({ repository, base }: ChangeRequest): Promise<string> =>
    assureReadable(needs.history, repository, base, (await needs.tree.configuration(repository)).headSha);

  /** Undefined while the head that GitHub tells of does not hold the merge. */
  const readBase = async (
    request: ChangeRequest,
    mergeSha: string,
    names: readonly string[],
  ): Promise<Base | undefined> => {
    const { repository } = request;
    const sha = await baseHead(request);
    if (!(await needs.history.contains(repository, sha, mergeSha))) return undefined;
    const mentions = await mentionsOnBase(needs.tree, repository, sha, names);
    const named = [...mentions].map(([name, { path, read }]): [string, string] => [
      name,
      read ? `${path} on ${request.base} names it` : `${path} on ${request.base} cannot be read, and may name it`,
    ]);
    return { sha, named: new Map(named) };
  };

  const judge = async ({ acts, view, request }: Seen, template: LeftObject, base: Base): Promise<TemplateVerdict> => {
    const live = await readSurely(acts, template);
    const named = base.named.get(template.name);
    return judgeTemplate({
      template,
      repositoryId: request.repository.id,
      referrers: view.referrers(template.namespace ?? '', template),
      gitops: view.gitops(),
      ...(live === undefined ? {} : { live }),
      ...(named === undefined ? {} : { named }),
    });
  };

  const remove = async ({ acts, request }: Seen, template: LeftObject): Promise<LeftObject> => {
    const { kind, namespace, name, uid } = template;
    const said = `${kind} ${namespace}/${name} was deleted: Git no longer has it, and nothing referred to it`;
    // Recorded first: what is gone cannot be recorded by a later try.
    await needs.recordAct(requestAct(request, 'template.removed', uid, { said, template: name, uid }));
    try {
      await acts.remove(template, uid);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'kubernetes/forbidden') throw error;
      needs.log.warn({ request: request.id, template: name, err: error }, 'a template could not be deleted');
      return { ...template, kept: 'ClusterOps has not the right to delete it', byHand: true };
    }
    const live = await readSurely(acts, template);
    return live?.uid === uid ? template : { ...template, goneAt: needs.clock.now() };
  };

  /** The signed comment has it before anything is deleted: the database may be lost. */
  const placed = async (record: RequestRecord, sha: string): Promise<RequestRecord | { readonly until: number }> => {
    const { id, repository } = record.request;
    const key = `${id}/templates`;
    const slot = await needs.takePlace(key, { repository: repository.id, request: id });
    if (slot.state === 'full') return { until: slot.until };
    const known = record.letGo ?? [];
    if (known.some((each) => each.key === key)) return record;
    const letGo = [...known, { key, at: needs.clock.now() }];
    return needs.publish({ record: { ...record, letGo }, sha, reports: [] });
  };

  return async ({ requestId }) => {
    const given = await needs.requests.get(requestId);
    const { mergeSha } = given ?? {};
    if (given?.phase !== 'merged' || given.request.kind === 'delete-cluster' || mergeSha === undefined) return;
    const pending = pendingObjects(given);
    const { request } = given;
    const { acts, view } = needs.managementClusters.of(request);
    if (pending.length === 0 || acts === undefined) return;
    const isCurrent = (): boolean => {
      const state = view.state();
      return state.state === 'live' && state.behind === undefined;
    };
    const later = (delayMs = needs.settleMs) => lookAtLeftBehind(needs.jobs, requestId, delayMs);
    const names = pending.map(({ name }) => name);
    let base = isCurrent() ? await readBase(request, mergeSha, names) : undefined;
    if (base === undefined) {
      await later();
      return;
    }

    const seen: Seen = { acts, view, request };
    let record = given;
    const settle = (template: LeftObject, before: LeftObject) => {
      const all = (record.leftBehind ?? []).map((each) => (sameObject(each, before) ? template : each));
      record = { ...record, leftBehind: all };
    };
    for (const { waits: _waits, ...template } of pending) {
      let verdict = await judge(seen, template, base);
      if (verdict.state === 'unused') {
        const slot: RequestRecord | { readonly until: number } = await placed(record, mergeSha);
        if ('until' in slot) {
          settle({ ...template, waits: 'fewer deletions were let go within the hour' }, template);
          await later(Math.max(needs.settleMs, slot.until - needs.clock.now()));
          continue;
        }
        record = slot;
        // Whoever takes the change back may have merged that meanwhile: what was read before counts only while the branch stands there.
        if ((await baseHead(request)) !== base.sha) base = await readBase(request, mergeSha, names);
        if (base === undefined || !isCurrent()) {
          await later();
          break;
        }
        verdict = await judge(seen, template, base);
      }
      if (verdict.state === 'unused') {
        const removed = await remove(seen, template);
        settle(removed, template);
        // Nothing in the picture tells when a template goes.
        if (removed.goneAt === undefined && removed.kept === undefined) await later();
      } else settle(afterVerdict(template, verdict, needs.clock.now()), template);
    }
    const changed = JSON.stringify(record.leftBehind) !== JSON.stringify(given.leftBehind);
    if (!changed && record === given) return;
    await needs.requests.put(record);
    record = await needs.publish({ record, sha: mergeSha, reports: [] });
    if (pendingObjects(record).length === 0) await lookAgain(needs.jobs, 'observe', requestId);
  };
}

function afterVerdict(
  template: LeftObject,
  verdict: Exclude<TemplateVerdict, { readonly state: 'unused' }>,
  now: number,
): LeftObject {
  switch (verdict.state) {
    case 'gone':
      return { ...template, goneAt: now };
    case 'waits':
      return { ...template, waits: verdict.for };
    case 'kept':
      return { ...template, kept: verdict.because, ...(verdict.byHand === undefined ? {} : { byHand: true }) };
  }
}
