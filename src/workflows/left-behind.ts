import type { ChangeRequest } from '../domain/cluster/request.ts';
import { foreignWords } from '../domain/templates/judge.ts';
import { AppError } from '../errors.ts';
import type { ClusterActs } from '../ports/cluster.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { LeftObject, RequestRecord } from '../ports/requests.ts';
import { oneAtATime } from './deletion-cap.ts';
import { requestKey } from './keys.ts';
import { readSurely, sameObject } from './preview.ts';

/** What a merged request took out of Git, and of which the last word is not said. */
export const pendingObjects = ({ leftBehind = [] }: RequestRecord): readonly LeftObject[] =>
  leftBehind.filter(({ goneAt, kept }) => goneAt === undefined && kept === undefined);

/** Has that looked at, once however often it is asked for before. */
export const lookAtLeftBehind = (jobs: Jobs, requestId: string, delayMs = 0) =>
  jobs.add(
    'remove-templates',
    { requestId },
    {
      keys: [requestKey(requestId), oneAtATime].sort(),
      coalesce: `templates/${requestId}`,
      ...(delayMs > 0 ? { delayMs } : {}),
    },
  );

/**
 * The record with the UIDs of what its merge takes out of Git and no engine takes away, as far as it is there: nothing else is deleted later.
 * What cannot be read now is remembered another time.
 */
export async function rememberLeftBehind(
  acts: ClusterActs,
  record: RequestRecord,
  request: ChangeRequest,
): Promise<RequestRecord> {
  const known = record.leftBehind ?? [];
  const takenOut = request.leftBehind?.takenOut ?? [];
  const unknown = takenOut.filter((ref) => !known.some((each) => sameObject(each, ref)));
  const found: LeftObject[] = [];
  try {
    for (const ref of unknown) {
      const live = await readSurely(acts, ref);
      if (live === undefined) continue;
      const foreign = foreignWords({ live, repositoryId: request.repository.id });
      found.push({ ...ref, uid: live.uid, ...(foreign === undefined ? {} : { kept: foreign, byHand: true }) });
    }
  } catch (error) {
    const unread = error instanceof AppError && ['kubernetes/unavailable', 'kubernetes/forbidden'].includes(error.code);
    if (!unread) throw error;
  }
  return found.length === 0 ? record : { ...record, leftBehind: [...known, ...found] };
}
