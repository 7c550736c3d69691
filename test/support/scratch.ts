import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Databases of 40 MB, of which a few stand at once. */
const wanted = 2 * 1024 ** 3;

/** Makes a folder for what a test writes: in memory where there is room, because each story copies a database. */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(room('/dev/shm') >= wanted ? '/dev/shm' : tmpdir(), `clusterops-${name}-`));
}

function room(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
