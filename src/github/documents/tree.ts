/** Contents of blobs by object id. */
export function readBlobs(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const variables = indexes.map((index) => `, $oid${index}: GitObjectID!`).join('');
  const fields = indexes.map(
    (index) => `blob${index}: object(oid: $oid${index}) { oid ... on Blob { text isBinary isTruncated byteSize } }`,
  );
  return `query ReadBlobs($owner: String!, $name: String!${variables}) {
  repository(owner: $owner, name: $name) {
    ${fields.join('\n    ')}
  }
}`;
}

/** Object id of a folder at a commit, with proof that the commit is there, and what stands at the paths above it. */
export function treeAt(above: number): string {
  const indexes = Array.from({ length: above }, (_, index) => index);
  const variables = indexes.map((index) => `, $above${index}: String!`).join('');
  const fields = indexes.map((index) => `above${index}: object(expression: $above${index}) { __typename }`);
  return `query TreeAt($owner: String!, $name: String!, $sha: GitObjectID!, $expression: String!${variables}) {
  repository(owner: $owner, name: $name) {
    commit: object(oid: $sha) { __typename oid }
    folder: object(expression: $expression) { __typename oid }
    ${fields.join('\n    ')}
  }
}`;
}

/** What a folder holds itself, with the modes that tell links from files. */
export const entriesAt = `
query EntriesAt($owner: String!, $name: String!, $expression: String!) {
  repository(owner: $owner, name: $name) {
    folder: object(expression: $expression) { __typename ... on Tree { entries { name mode } } }
  }
}`;

/** Object ids of several folders of one commit. */
export function treesAt(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const variables = indexes.map((index) => `, $expression${index}: String!`).join('');
  const fields = indexes.map((index) => `folder${index}: object(expression: $expression${index}) { __typename oid }`);
  return `query TreesAt($owner: String!, $name: String!, $sha: GitObjectID!${variables}) {
  repository(owner: $owner, name: $name) {
    commit: object(oid: $sha) { __typename oid }
    ${fields.join('\n    ')}
  }
}`;
}

/** The newest commit that changed something at or below a path. */
export const lastTouch = `
query LastTouch($owner: String!, $name: String!, $sha: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $name) {
    object(oid: $sha) { __typename ... on Commit { history(path: $path, first: 1) { nodes { oid } } } }
  }
}`;
