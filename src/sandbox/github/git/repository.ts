import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffTrees, type FileDiff } from './diff.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { openRefs, type Refs } from './refs.ts';

/** A real bare git repository on disk, readable by any git. */
export interface GitRepository {
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly refs: Refs;
  diff(before: string, after: string): Promise<readonly FileDiff[]>;
  close(): void;
}

// `hideRefs`: GitHub alone writes refs/pull. Objects that a push brings stay loose, so that Node reads them itself.
const configuration = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\thooksPath = /dev/null
[http]
\treceivepack = true
[receive]
\tunpackLimit = 100000
\tautogc = false
\thideRefs = refs/pull
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[gc]
\tauto = 0
`;

/** Makes an empty bare repository; its HEAD points at `branch`, which does not exist yet. */
export function createGitRepository(folder: string, branch: string): GitRepository {
  for (const below of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(folder, below), { recursive: true });
  writeFileSync(join(folder, 'config'), configuration);
  writeFileSync(join(folder, 'HEAD'), `ref: refs/heads/${branch}\n`);
  writeFileSync(join(folder, 'git-daemon-export-ok'), '');
  const objects = openObjectStore(folder);
  const diffs = new Map<string, Promise<FileDiff[]>>();
  return {
    folder,
    objects,
    refs: openRefs(folder),
    diff(before, after) {
      const key = `${before} ${after}`;
      let diff = diffs.get(key);
      if (!diff) {
        diff = diffTrees(folder, before, after);
        diffs.set(key, diff);
      }
      return diff;
    },
    close: () => objects.close(),
  };
}
