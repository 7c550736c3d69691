/**
 * Where GraphQL is served for a REST base address, as GitHub documents it: `https://host/api/v3` of an Enterprise Server
 * has it at `https://host/api/graphql`, every other at `<base>/graphql`.
 */
export function graphqlUrlFor(apiUrl: string): string {
  const base = apiUrl.replace(/\/+$/, '');
  return base.endsWith('/api/v3') ? `${base.slice(0, -'/v3'.length)}/graphql` : `${base}/graphql`;
}
