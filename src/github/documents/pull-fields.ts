/** What a `PullSummary` is read from. */
export const pullFields = `
fragment PullFields on PullRequest {
  number id url title body state headRefName headRefOid baseRefName isCrossRepository viewerDidAuthor closedAt
  mergeCommit { oid }
}`;
