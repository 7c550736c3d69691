export interface AnnouncementParts {
  readonly comment?: 'add' | 'update';
  readonly labels: boolean;
  /** One entry a check run, in order. */
  readonly runs: readonly ('create' | 'update')[];
  readonly reaction: boolean;
}

const run = 'checkRun { id databaseId }';

/** Everything that tells people about one moment, as one document. The reaction comes last: it means "all is said". */
export function announcement(parts: AnnouncementParts): string {
  const variables: string[] = [];
  const fields: string[] = [];
  if (parts.comment === 'add') {
    variables.push('$comment: AddCommentInput!');
    fields.push('comment: addComment(input: $comment) { commentEdge { node { id url } } }');
  } else if (parts.comment === 'update') {
    variables.push('$comment: UpdateIssueCommentInput!');
    fields.push('comment: updateIssueComment(input: $comment) { issueComment { id url } }');
  }
  if (parts.labels) {
    variables.push('$labels: AddLabelsToLabelableInput!');
    fields.push('labels: addLabelsToLabelable(input: $labels) { clientMutationId }');
  }
  parts.runs.forEach((act, index) => {
    const mutation = act === 'create' ? 'createCheckRun' : 'updateCheckRun';
    variables.push(`$run${index}: ${act === 'create' ? 'CreateCheckRunInput' : 'UpdateCheckRunInput'}!`);
    fields.push(`run${index}: ${mutation}(input: $run${index}) { ${run} }`);
  });
  if (parts.reaction) {
    variables.push('$reaction: AddReactionInput!');
    fields.push('reaction: addReaction(input: $reaction) { clientMutationId }');
  }
  return `mutation Announce(${variables.join(', ')}) {\n  ${fields.join('\n  ')}\n}`;
}

export const addReaction = `
mutation AddReaction($input: AddReactionInput!) { addReaction(input: $input) { clientMutationId } }`;

export const repositoryId = `
query RepositoryId($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id databaseId } }`;
