/**
 * What GitHub writes into the name of a merge group's branch, with or without `refs/heads/`: the base, the pull request that the
 * group ends with, and the commit that it stands on.
 */
export function decodeQueueBranch(
  branch: string,
): { readonly baseRef: string; readonly pull: number; readonly baseSha: string } | undefined {
  const [, baseRef, pull, baseSha] =
    /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-(\d+)-([0-9a-f]{40})$/.exec(branch) ?? [];
  if (baseRef === undefined || pull === undefined || baseSha === undefined) return undefined;
  return { baseRef, pull: Number(pull), baseSha };
}
