/** Reviews of a pull request that are more than comments, oldest first. */
export const reviewsOf = `
query Reviews($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviews(states: [APPROVED, CHANGES_REQUESTED, DISMISSED], first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { state submittedAt commit { oid } author { __typename login ... on User { databaseId } } }
      }
    }
  }
}`;

/** Commits of a pull request, with who made them. */
export const pullCommits = `
query PullCommits($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      commits(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          commit {
            oid
            author { user { login databaseId } }
            committer { user { login databaseId } }
            signature { __typename isValid wasSignedByGitHub }
          }
        }
      }
    }
  }
}`;
