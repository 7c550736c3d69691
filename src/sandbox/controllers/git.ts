/** A file of a repository as the played Argo CD reads it. */
export interface GitFile {
  readonly path: string;
  readonly content: string;
}

export interface GitReader {
  /** The commit that a branch, tag, HEAD or SHA names; undefined when there is none. */
  resolve(repoUrl: string, revision: string): Promise<string | undefined>;
  /** Every file below a folder at a commit, by path from the root; none or undefined when the folder is not there. */
  readTree(repoUrl: string, commit: string, path: string): Promise<readonly GitFile[] | undefined>;
}

/** A reader that remembers: commits for ever, branches for a while, as the repository server of Argo CD does. */
export interface CachedGit {
  /** The commit of a revision; asked afresh when `force`, or when the answer is older than the cache keeps it. */
  resolve(repoUrl: string, revision: string, force: boolean): Promise<string | undefined>;
  readTree(repoUrl: string, commit: string, path: string): Promise<readonly GitFile[]>;
}

const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

export const cachedGit = (
  reader: GitReader,
  options: { readonly now: () => number; readonly keepMilliseconds: number },
): CachedGit => {
  const commits = new Map<string, { readonly commit: string | undefined; readonly at: number }>();
  const trees = new Map<string, readonly GitFile[]>();
  return {
    resolve: async (repoUrl, revision, force) => {
      const key = `${repoUrl} ${revision}`;
      const known = commits.get(key);
      const fresh = known !== undefined && (isCommit(revision) || options.now() - known.at < options.keepMilliseconds);
      if (fresh && !force) return known.commit;
      const commit = await reader.resolve(repoUrl, revision);
      commits.set(key, { commit, at: options.now() });
      return commit;
    },
    readTree: async (repoUrl, commit, path) => {
      const key = `${repoUrl} ${commit} ${path}`;
      const known = trees.get(key);
      if (known !== undefined) return known;
      const files = (await reader.readTree(repoUrl, commit, path)) ?? [];
      if (trees.size > 500) trees.clear();
      trees.set(key, files);
      return files;
    },
  };
};
