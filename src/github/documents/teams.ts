/**
 * Members of teams whose names or logins hold a text; each team as `t<n>`, with `$org<n>`, `$slug<n>`, and `$after<n>` to page on.
 */
export function teamMembers(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return `
query TeamMembers($login: String!, ${numbers.map((n) => `$org${n}: String!, $slug${n}: String!, $after${n}: String`).join(', ')}) {
${numbers
  .map(
    (n) =>
      `  t${n}: organization(login: $org${n}) {
    team(slug: $slug${n}) {
      members(query: $login, first: 100, after: $after${n}) { pageInfo { hasNextPage endCursor } nodes { databaseId } }
    }
  }`,
  )
  .join('\n')}
}`;
}
