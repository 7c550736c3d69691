import type { FileContent } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';

export type BuildTool = 'kustomize' | 'helm';

/** Everything that building a folder takes: nothing else is given to the tool. */
export interface Recipe {
  readonly tool: BuildTool;
  readonly folder: string;
  /** What the tool finds, and where. */
  readonly files: readonly FileContent[];
  /** Where a file that the tool finds at a path stands in the repository; absent: at that path. */
  readonly origins: ReadonlyMap<string, string>;
  /** Which object each patch file is for. */
  readonly patches: ReadonlyMap<string, { readonly kind: string; readonly name: string }>;
}

/** What looking at a folder without running anything came to. */
export type Traced =
  | { readonly state: 'ready'; readonly recipe: Recipe }
  /** Folders must be read first. */
  | { readonly state: 'incomplete'; readonly wanted: readonly string[] }
  /** It is not built, and why. */
  | { readonly state: 'refused'; readonly findings: readonly Finding[] };

/** Looking ends with so many reasons not to build. */
export const mostFindings = 20;

/** A build that takes more files, or more characters in all, is refused. */
export const mostFiles = 1_000;
const mostText = 8 * 1024 * 1024;

export function isTooMuch(files: readonly FileContent[]): boolean {
  return files.length > mostFiles || files.reduce((sum, { content }) => sum + content.length, 0) > mostText;
}

export function tooMuch(folder: string, path: string): Finding {
  return {
    code: 'manifest/not-checked',
    severity: 'warning',
    message: `Building ${folder} takes more files than clusters need, so it was not built.`,
    place: { path, line: 1 },
    cure: 'Keep what does not belong to a cluster out of its folder.',
  };
}
