import { keptIssueFields, lockShelf } from './kept-issues.ts';
import { pullFields } from './pull-fields.ts';

/** The configuration file with proof of what was read, so that "absent" can be told from "unreadable". */
const configurationFields = `
fragment ConfigurationFields on Repository {
  defaultBranchRef { name target { oid } }
  root: object(expression: "HEAD:") { __typename oid }
  dotGithub: object(expression: "HEAD:.github") { __typename ... on Tree { entries { name type mode } } }
  configuration: object(expression: "HEAD:.github/clusterops.yml") {
    __typename
    ... on Blob { text isBinary isTruncated }
  }
}`;

const ownComment = 'id url body viewerDidAuthor';
const source = '__typename body createdAt lastEditedAt';

/** All that a command needs to know, in one request. */
export const commandFacts = `
query CommandFacts($owner: String!, $name: String!, $issue: Int!, $source: ID!, $clusters: String!) {
  repository(owner: $owner, name: $name) {
    id databaseId url isArchived isEmpty
    ...ConfigurationFields
    clusters: object(expression: $clusters) { __typename oid ... on Tree { entries { name type } } }
    issue: issueOrPullRequest(number: $issue) {
      __typename
      ... on Issue {
        id url locked
        comments(last: 100) { pageInfo { hasPreviousPage startCursor } nodes { ${ownComment} } }
      }
      ... on PullRequest {
        id url locked headRefName
        comments(last: 100) { pageInfo { hasPreviousPage startCursor } nodes { ${ownComment} } }
      }
    }
    branches: refs(refPrefix: "refs/heads/clusterops/", first: 100) {
      pageInfo { hasNextPage endCursor }
      nodes { name associatedPullRequests(states: [OPEN], first: 5) { nodes { ...PullFields } } }
    }
    recent: pullRequests(first: 50, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage }
      nodes { headRefName createdAt }
    }
    labels(first: 100) { nodes { id name } }
    lockIssues: ${keptIssueFields(lockShelf)}
  }
  source: node(id: $source) {
    ... on IssueComment { ${source} }
    ... on Issue { ${source} }
    ... on PullRequest { ${source} }
  }
}
${configurationFields}
${pullFields}`;

/** The folders again, when the configuration names another folder than the default. */
export const clusterFolders = `
query ClusterFolders($owner: String!, $name: String!, $clusters: String!) {
  repository(owner: $owner, name: $name) {
    root: object(expression: "HEAD:") { __typename oid }
    clusters: object(expression: $clusters) { __typename oid ... on Tree { entries { name type } } }
  }
}`;

/** Older comments of a long conversation. */
export const olderComments = `
query OlderComments($owner: String!, $name: String!, $issue: Int!, $before: String!) {
  repository(owner: $owner, name: $name) {
    issue: issueOrPullRequest(number: $issue) {
      __typename
      ... on Issue { comments(last: 100, before: $before) { pageInfo { hasPreviousPage startCursor } nodes { ${ownComment} } } }
      ... on PullRequest { comments(last: 100, before: $before) { pageInfo { hasPreviousPage startCursor } nodes { ${ownComment} } } }
    }
  }
}`;

/** Our branches beyond the first hundred. */
export const moreBranches = `
query MoreBranches($owner: String!, $name: String!, $after: String!) {
  repository(owner: $owner, name: $name) {
    branches: refs(refPrefix: "refs/heads/clusterops/", first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { name associatedPullRequests(states: [OPEN], first: 5) { nodes { ...PullFields } } }
    }
  }
}
${pullFields}`;

/** The configuration alone. */
export const configuration = `
query Configuration($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { id databaseId isEmpty ...ConfigurationFields }
}
${configurationFields}`;
