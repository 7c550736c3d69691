import type { PullSummary } from '../ports/github.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { type BranchesShape, type FactsShape, moreBranchesShape } from './decode-facts.ts';
import { branchPrefix, isOurs, pullSummary } from './decode-pull.ts';
import { moreBranches } from './documents/facts.ts';

type Branch = NonNullable<BranchesShape['nodes'][number]>;

/** Branches of requests, beyond the first page as well. */
export async function allBranches(
  client: Client,
  names: { readonly owner: string; readonly name: string },
  first: BranchesShape | undefined,
): Promise<readonly Branch[]> {
  const found: Branch[] = [];
  let page = first;
  while (page !== undefined) {
    found.push(...page.nodes.filter((node) => node !== null));
    if (!page.pageInfo.hasNextPage || !page.pageInfo.endCursor) break;
    const data = await client.query(moreBranches, { ...names, after: page.pageInfo.endCursor });
    page = decode(moreBranchesShape, data, 'branches').repository.branches ?? undefined;
  }
  return found;
}

/** Our open pull requests, newest last. */
export function openPulls(branches: readonly Branch[]): readonly PullSummary[] {
  return branches
    .flatMap(({ associatedPullRequests }) => associatedPullRequests.nodes)
    .filter((pull) => pull !== null)
    .filter((pull) => pull.state === 'OPEN' && isOurs(pull))
    .map(pullSummary)
    .sort((one, other) => one.number - other.number);
}

/** A pull request of the source's request cannot be older than the source: the page of recent ones need only reach that far back. */
export function usedBranches(
  facts: FactsShape['repository'],
  branches: readonly Branch[],
  sourceCreatedAt: string | undefined,
): readonly string[] | undefined {
  if (sourceCreatedAt === undefined) return undefined;
  const recent = facts.recent.nodes.filter((node) => node !== null);
  const oldest = recent.at(-1);
  const complete =
    !facts.recent.pageInfo.hasNextPage ||
    (oldest !== undefined && Date.parse(oldest.createdAt) < Date.parse(sourceCreatedAt));
  if (!complete) return undefined;
  const names = [
    ...branches.map(({ name }) => (name.startsWith(branchPrefix) ? name : `${branchPrefix}${name}`)),
    ...recent.map(({ headRefName }) => headRefName).filter((name) => name.startsWith(branchPrefix)),
  ];
  return [...new Set(names)];
}
