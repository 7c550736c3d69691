const source = 'id body createdAt lastEditedAt reactionGroups { content viewerHasReacted }';

/** Comments and issues as they are now, and whether we reacted to them. */
export const sources = `
query Sources($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on IssueComment { ${source} }
    ... on Issue { ${source} }
  }
}`;
