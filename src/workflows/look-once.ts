import type { FileContent } from '../domain/cluster/spec.ts';
import { contentDigest, type Folder, foldersOf } from '../domain/manifests/validate/folder.ts';

/** Folders of which what was seen is kept: a few kilobytes each. */
const foldersKept = 5_000;

/** What is seen in each folder of a clusters folder; one is looked at once while its files are the same, and others' work goes on in between. */
export function lookOnce<Seen>(
  look: (folder: Folder, clustersFolder: string) => Seen,
): (files: readonly FileContent[], clustersFolder: string) => Promise<readonly Seen[]> {
  const kept = new Map<string, Seen>();
  return async (files, clustersFolder) => {
    const all: Seen[] = [];
    for (const folder of foldersOf(files, clustersFolder)) {
      const digest = contentDigest(folder);
      const known = kept.get(digest);
      const seen = known ?? look(folder, clustersFolder);
      all.push(seen);
      kept.delete(digest);
      kept.set(digest, seen);
      if (known === undefined) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const oldest of kept.keys()) {
      if (kept.size <= foldersKept) break;
      kept.delete(oldest);
    }
    return all;
  };
}
