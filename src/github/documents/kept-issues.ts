/** Issues of ours that keep something in their text: the label by which they are found, and which of many matter. */
export interface IssueShelf {
  readonly label: string;
  readonly which: 'oldest' | 'newest';
}

/** The issues that keep the locks: one, as a rule. */
export const lockShelf: IssueShelf = { label: 'clusterops-locks', which: 'oldest' };
/** The issues that keep what schedules have done: one at a time for each. */
export const scheduleShelf: IssueShelf = { label: 'clusterops-schedule', which: 'newest' };

/** Behind a name in a repository: the issues of a shelf. */
export function keptIssueFields({ label, which }: IssueShelf): string {
  const [first, direction] = which === 'oldest' ? [10, 'ASC'] : [100, 'DESC'];
  return `issues(labels: ["${label}"], first: ${first}, orderBy: { field: CREATED_AT, direction: ${direction} }) {
      nodes { id number url body state viewerDidAuthor author { login } editor { login } comments(first: 1) { totalCount } }
    }`;
}

export const keptIssues = (shelf: IssueShelf): string => `
query KeptIssues($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    issues: ${keptIssueFields(shelf)}
  }
}`;
