/** Label by which the issues that keep locks are found. */
export const lockLabel = 'clusterops-locks';

/** Behind a name in a repository: the issues that keep its locks. */
export const lockIssueFields = `issues(labels: ["${lockLabel}"], first: 10, orderBy: { field: CREATED_AT, direction: ASC }) {
      nodes { number url body state viewerDidAuthor author { login } editor { login } }
    }`;

export const lockIssues = `
query LockIssues($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    lockIssues: ${lockIssueFields}
  }
}`;
