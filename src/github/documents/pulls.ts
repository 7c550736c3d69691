import { pullFields } from './pull-fields.ts';

export const readPull = `
query ReadPull($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ...PullFields } }
}
${pullFields}`;

/** A light page, to find which pull requests are ours. */
export const listPulls = `
query ListPulls($owner: String!, $name: String!, $states: [PullRequestState!]!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: $states, first: 100, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { id headRefName isCrossRepository viewerDidAuthor updatedAt closedAt }
    }
  }
}`;

/** A light page of merged pull requests, to find those under which we commented. */
export const mergedPulls = `
query MergedPulls($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [MERGED], first: 100, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number headRefName isCrossRepository viewerDidAuthor updatedAt
        comments(last: 20) { nodes { viewerDidAuthor } }
      }
    }
  }
}`;

/** Open pull requests with what they change. */
export const openPulls = `
query OpenPulls($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: [OPEN], first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { ...PullFields files(first: 100) { pageInfo { hasNextPage } nodes { path } } }
    }
  }
}
${pullFields}`;

export const pullsById = `
query PullsById($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on PullRequest { ...PullFields } } }
${pullFields}`;

/** Pull requests that have the commit. */
export const pullsWithCommit = `
query PullsWithCommit($owner: String!, $name: String!, $sha: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $sha) { __typename ... on Commit { associatedPullRequests(first: 50) { nodes { ...PullFields } } } }
  }
}
${pullFields}`;

/** Pull requests that changed a file, by its history from a commit backwards. */
export const pullsBehind = `
query PullsBehind($owner: String!, $name: String!, $sha: GitObjectID!, $path: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $sha) {
      __typename
      ... on Commit {
        history(path: $path, first: 50, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { associatedPullRequests(first: 5) { nodes { ...PullFields } } }
        }
      }
    }
  }
}
${pullFields}`;

/** Pull requests on a branch, newest first. */
export const pullsOfBranch = `
query PullsOfBranch($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    pullRequests(headRefName: $branch, first: 20, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { ...PullFields }
    }
  }
}
${pullFields}`;

/** Number of a pull request by its node id. */
export const pullNumber = `
query PullNumber($id: ID!) { node(id: $id) { ... on PullRequest { number } } }`;
