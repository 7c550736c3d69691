import type { Request } from '../domain/cluster/request.ts';
import type { ObjectRef } from '../domain/cluster/spec.ts';
import type { Person, RepositoryRef } from '../domain/repository.ts';
import type { AuditEntry, AuditKind, AuditTrail } from '../ports/audit.ts';
import type { Log } from '../ports/log.ts';
import type { RequestRecord } from '../ports/requests.ts';

export type RecordAct = (entry: AuditEntry) => Promise<void>;

/** Writes a decision or an act into the audit trail and the log: once, however often a job does it again. */
export const createRecordAct =
  (needs: { readonly audit: AuditTrail; readonly log: Log }): RecordAct =>
  async (entry) => {
    if ((await needs.audit.put(entry)) === 'known') return;
    const { what, ...named } = entry;
    needs.log.info({ ...what, ...named }, 'audit');
  };

/** A person as the trail names them: the login of that day, and the id that stays. */
export const auditedPerson = ({ login, id }: Person): string => `${login} (${id})`;

export const auditedPlace = (repository: RepositoryRef) => ({
  repository: `${repository.owner}/${repository.name}`,
  repositoryId: repository.id,
});

/**
 * An act of a request. `of` tells it from others of its kind in the request; `said` is one sentence of it. Without `who` it was
 * somebody of whom GitHub does not tell, or time.
 */
export function requestAct(
  { id, repository, issue }: Request,
  kind: AuditKind,
  of: string | number,
  { who, said, ...more }: { readonly who?: Person; readonly said: string } & Readonly<Record<string, unknown>>,
): AuditEntry {
  return {
    kind,
    act: [kind, id, of].join('/'),
    request: id,
    ...(who === undefined ? {} : { who: auditedPerson(who) }),
    what: { ...auditedPlace(repository), issue, said, ...more },
  };
}

/** That a HelmRelease is suspended and deleted, so that Helm neither uninstalls nor makes again what goes after it. */
export function releaseAct(
  request: Request,
  { kind, namespace, name, uid }: ObjectRef & { uid: string },
  who?: Person,
) {
  const said = `${kind} ${namespace}/${name} was suspended and deleted, so that its Cluster is not made again`;
  return requestAct(request, 'release.removed', uid, { ...(who && { who }), said, release: name, uid });
}

/** The proof that what a request had made, or was to delete, is gone: each object by its UID. */
export function cleanupAct({ request, made, branchRemoved, closedAt, phaseSince }: RequestRecord): AuditEntry {
  const gone = made.filter(({ goneAt }) => goneAt !== undefined);
  const branch = branchRemoved === undefined ? '' : `; branch: ${branchRemoved}`;
  const said = `${gone.length} of ${made.length} objects were seen to be gone${branch}`;
  const objects = gone.map(({ kind, namespace, name, uid }) => ({ kind, namespace, name, uid }));
  return requestAct(request, 'cleanup.proved', closedAt ?? phaseSince, { said, objects });
}
