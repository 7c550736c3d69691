import { pullFields } from './pull-fields.ts';

const commitFields = `
fragment CommitFields on Commit {
  oid committedDate
  author { user { login databaseId } }
  parents(first: 1) { nodes { oid } }
  associatedPullRequests(first: 5) { nodes { ...PullFields } }
}`;

export const commitAt = `
query CommitAt($owner: String!, $name: String!, $sha: GitObjectID!) {
  repository(owner: $owner, name: $name) { url object(oid: $sha) { __typename ...CommitFields } }
}
${commitFields}
${pullFields}`;

/** The newest commit that changed something at or below a path. */
export const lastChange = `
query LastChange($owner: String!, $name: String!, $sha: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $name) {
    url
    object(oid: $sha) { __typename ... on Commit { history(path: $path, first: 1) { nodes { ...CommitFields } } } }
  }
}
${commitFields}
${pullFields}`;

/** The newest commit by a time. */
export const commitUntil = `
query CommitUntil($owner: String!, $name: String!, $sha: GitObjectID!, $until: GitTimestamp!) {
  repository(owner: $owner, name: $name) {
    object(oid: $sha) { __typename ... on Commit { history(until: $until, first: 1) { nodes { oid } } } }
  }
}`;
