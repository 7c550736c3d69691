import type { ChosenCluster } from '../domain/edits/edit-cluster.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { builtFrom, saysBuild } from '../domain/manifests/builds/built-from.ts';
import { type ReadFolder, sourceTree } from '../domain/manifests/builds/source-tree.ts';

/** Bases refer to bases, but not without end. */
const mostFolders = 20;

/** Clusters with what the kustomizations or charts of their folders are built from, each base read once; `notes` tell what could not be read. */
export async function readBases(
  chosen: readonly ChosenCluster[],
  read: (folder: string) => Promise<ReadFolder>,
): Promise<{ readonly clusters: readonly ChosenCluster[]; readonly notes: readonly Finding[] }> {
  const known = new Map<string, Promise<ReadFolder>>();
  const once = (folder: string): Promise<ReadFolder> => {
    const reading = known.get(folder) ?? read(folder);
    known.set(folder, reading);
    return reading;
  };
  const clusters: ChosenCluster[] = [];
  for (const each of chosen) {
    const bases = await basesOf({ folder: each.folder, files: each.files, unread: [] }, once);
    clusters.push({ ...each, bases: bases.flatMap(({ files }) => files) });
  }
  const all = await Promise.all(known.values());
  return { clusters, notes: all.flatMap(({ unread }) => unread).map(({ path, why }) => unseen(path, why)) };
}

async function basesOf(own: ReadFolder, read: (folder: string) => Promise<ReadFolder>): Promise<readonly ReadFolder[]> {
  if (!own.files.some(({ path }) => saysBuild(path))) return [];
  const bases: ReadFolder[] = [];
  for (;;) {
    const { wanted } = builtFrom(sourceTree([own, ...bases]), own.folder);
    const further = wanted.slice(0, mostFolders - bases.length);
    if (further.length === 0) return bases;
    bases.push(...(await Promise.all(further.map(read))));
  }
}

function unseen(path: string, why: string): Finding {
  const message = `${path}, of which clusters are built, was not read: ${why}.`;
  const cure = 'Look yourself whether it names the version.';
  return { ...fault('manifest/not-checked', message, { cure, place: { path } }), severity: 'warning' };
}
