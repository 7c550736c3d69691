import type { RequestedCluster } from '../domain/cluster/request.ts';
import { removedFolder, type Sync } from '../domain/gitops/sync.ts';
import { gone, removed } from '../domain/health/overtaken.ts';
import type { Readiness } from '../domain/health/readiness.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterView } from '../ports/cluster.ts';
import type { History, Tree } from '../ports/github.ts';
import type { RequestRecord } from '../ports/requests.ts';
import { foldersOnBase } from './folders-on-base.ts';
import { sameObject } from './preview.ts';
import { clusterObject } from './see-doomed.ts';

interface Needs {
  readonly tree: Pick<Tree, 'configuration'>;
  readonly history: History;
  readonly clock: Clock;
}

/** What was seen of one cluster of a request. */
export interface Seen {
  readonly cluster: RequestedCluster;
  readonly sync: Sync;
  readonly readiness: Readiness;
  /** The later commit by which it is no longer what the request asked for. */
  readonly overtaken?: string;
}

interface Judged {
  readonly record: RequestRecord;
  readonly seen: readonly Seen[];
}

/** Who takes a folder out of Git does so before the Cluster goes, as a rule; otherwise it is found by looking. */
const baseEveryMs = 600_000;

/**
 * Clusters that are gone, or on their way out, are not waited for: those whose folders the base branch holds no longer were removed
 * again, and others were deleted though Git holds them. Only a current picture tells who is gone; the base branch is asked at
 * most every ten minutes, and one that cannot be read throws. The record remembers who was there.
 */
export async function judgeGone(
  needs: Needs,
  given: RequestRecord,
  seen: readonly Seen[],
  view: ClusterView,
  asked: boolean,
): Promise<Judged> {
  const state = view.state();
  if (state.state !== 'live' || state.behind !== undefined) return { record: given, seen };
  const objectsOf = ({ cluster: { spec } }: Seen) => view.cluster(spec.namespace, spec.name);
  const record = withStanding(
    given,
    seen.filter((each) => objectsOf(each) !== undefined).map(({ cluster }) => cluster.spec.name),
  );
  const leaving = seen.filter((each) =>
    objectsOf(each) === undefined
      ? record.request.kind !== 'create-cluster' || wasThere(record, each.cluster) || each.readiness.state === 'stuck'
      : each.readiness.state === 'deleting',
  );
  const looked =
    record.phase === 'merged' && leaving.length > 0 ? await lookAtBase(needs, record, leaving, asked) : record;
  const { base } = looked.request;
  return {
    record: looked,
    seen: seen.map((each) => {
      const { cluster, sync, readiness } = each;
      const { name, namespace } = cluster.spec;
      if (!leaving.includes(each)) return each;
      if (looked.onBase?.lacks.includes(cluster.folder)) {
        return {
          cluster,
          sync: removedFolder(sync, { folder: cluster.folder, base }, looked.onBase.sha),
          readiness: removed(readiness, name, base, looked.onBase.sha),
        };
      }
      const isGone = objectsOf(each) === undefined && wasThere(looked, cluster);
      return isGone ? { cluster, sync, readiness: gone(readiness, namespace, name) } : each;
    }),
  };
}

/** A preview's Cluster is known by its UID, until clean-up saw it gone; one of a merged request by having been seen. */
function wasThere({ phase, made, stood = [] }: RequestRecord, { spec }: RequestedCluster): boolean {
  if (phase === 'merged' && stood.includes(spec.name)) return true;
  return made.some((each) => each.goneAt === undefined && sameObject(each, clusterObject(spec)));
}

function withStanding(record: RequestRecord, names: readonly string[]): RequestRecord {
  const known = record.stood ?? [];
  const more = record.phase === 'merged' ? names.filter((name) => !known.includes(name)) : [];
  return more.length === 0 ? record : { ...record, stood: [...known, ...more] };
}

async function lookAtBase(
  { tree, history, clock }: Needs,
  record: RequestRecord,
  leaving: readonly Seen[],
  asked: boolean,
): Promise<RequestRecord> {
  const now = clock.now();
  if (!asked && record.onBase !== undefined && now - record.onBase.at < baseEveryMs) return record;
  const { headSha } = await tree.configuration(record.request.repository);
  const folders = leaving.map(({ cluster }) => cluster);
  const standing = await foldersOnBase(history, record.request, headSha, folders);
  const lacks = folders.map(({ folder }) => folder).filter((folder) => !standing.includes(folder));
  return { ...record, onBase: { at: now, sha: headSha ?? '', lacks } };
}
