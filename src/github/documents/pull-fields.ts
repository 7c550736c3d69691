/** What a `PullSummary` is read from. */
export const pullFields = `
fragment PullFields on PullRequest {
  number id url title body state headRefName headRefOid baseRefName isCrossRepository viewerDidAuthor createdAt closedAt
  repository { nameWithOwner }
  author { __typename login ... on User { databaseId } }
  mergeCommit { oid }
  mergedBy { __typename login ... on User { databaseId } }
}`;
