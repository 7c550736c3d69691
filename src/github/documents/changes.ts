import { pullFields } from './pull-fields.ts';

const commitResult = 'commit { oid tree { oid } parents(first: 1) { nodes { tree { oid } } } }';

export interface ChangeSteps {
  readonly ref: boolean;
  readonly commit: boolean;
  readonly pull: boolean;
  /** How many labels to create beside, so that the announcement can name them. */
  readonly labels: number;
}

/** Any of branch, commit and pull request in one document; root mutations run in the order written. */
export function openChange(steps: ChangeSteps): string {
  const labels = Array.from({ length: steps.labels }, (_, index) => index);
  const variables = [
    ...(steps.ref ? ['$ref: CreateRefInput!'] : []),
    ...(steps.commit ? ['$commit: CreateCommitOnBranchInput!'] : []),
    ...(steps.pull ? ['$pull: CreatePullRequestInput!'] : []),
    ...labels.map((index) => `$label${index}: CreateLabelInput!`),
  ];
  const fields = [
    ...(steps.ref ? ['ref: createRef(input: $ref) { ref { id } }'] : []),
    ...(steps.commit ? [`commit: createCommitOnBranch(input: $commit) { ${commitResult} }`] : []),
    ...(steps.pull ? ['pull: createPullRequest(input: $pull) { pullRequest { ...PullFields } }'] : []),
    ...labels.map((index) => `label${index}: createLabel(input: $label${index}) { label { id name } }`),
  ];
  return `mutation OpenChange(${variables.join(', ')}) {\n  ${fields.join('\n  ')}\n}${steps.pull ? pullFields : ''}`;
}

const commitFields = `
fragment CommitFields on Commit {
  oid message changedFilesIfAvailable
  tree { oid }
  parents(first: 2) { totalCount nodes { oid } }
  author { email }
  signature { isValid wasSignedByGitHub }
}`;

interface PathFields {
  readonly variables: string;
  readonly fields: string;
}

/** Object ids of paths; `$fileN` is an expression `<revision>:<path>`. */
function pathFields(count: number): PathFields {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return {
    variables: indexes.map((index) => `, $file${index}: String!`).join(''),
    fields: indexes.map((index) => `file${index}: object(expression: $file${index}) { oid }`).join('\n    '),
  };
}

/** How far an earlier try came: the branch, its pull requests, and the paths as they are at the base. */
export function changeState(paths: number): string {
  const { variables, fields } = pathFields(paths);
  return `
query ChangeState($owner: String!, $name: String!, $branch: String!, $qualified: String!, $base: GitObjectID!${variables}) {
  repository(owner: $owner, name: $name) {
    base: object(oid: $base) { __typename oid }
    ref(qualifiedName: $qualified) { id target { __typename oid ... on Commit { ...CommitFields } } }
    pullRequests(headRefName: $branch, first: 20, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { ...PullFields commits(first: 50) { nodes { commit { ...CommitFields } } } }
    }
    ${fields}
  }
}
${commitFields}
${pullFields}`;
}

/** More paths at one revision. */
export function filesAt(paths: number): string {
  const { variables, fields } = pathFields(paths);
  return `
query FilesAt($owner: String!, $name: String!${variables}) {
  repository(owner: $owner, name: $name) {
    __typename
    ${fields}
  }
}`;
}

export const branchHead = `
query BranchHead($owner: String!, $name: String!, $qualified: String!) {
  repository(owner: $owner, name: $name) { id ref(qualifiedName: $qualified) { id target { oid } } }
}`;

/** Compare-and-delete: an `afterOid` of zeros removes the ref if it is still at `beforeOid`. */
export const updateRefs = `
mutation RemoveBranch($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;

export const deleteRef = `
mutation DeleteBranch($input: DeleteRefInput!) { deleteRef(input: $input) { clientMutationId } }`;

export const closePull = `
mutation ClosePull($input: ClosePullRequestInput!) { closePullRequest(input: $input) { pullRequest { number state } } }`;
