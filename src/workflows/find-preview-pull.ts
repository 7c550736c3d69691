import { branchName, requestIdOfBranch } from '../domain/cluster/names.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { PullSummary, Pulls } from '../ports/github.ts';
import type { RequestStore } from '../ports/requests.ts';

/**
 * The pull request of ours that a request opened: by what we know of it, among the recent ones, or by the branch that it has when
 * it asked for this cluster alone. `undefined` where none is found, which proves nothing.
 */
export async function findPreviewPull(
  { requests, pulls }: { readonly requests: RequestStore; readonly pulls: Pulls },
  repository: RepositoryRef,
  cluster: string,
  request: string,
): Promise<PullSummary | undefined> {
  const isIts = (pull: PullSummary | undefined): boolean =>
    pull?.own === true && !pull.fork && requestIdOfBranch(pull.headRef) === request;
  const record = await requests.get(request);
  const number = record?.request.repository.id === repository.id ? record.pull?.number : undefined;
  const known = number === undefined ? undefined : await pulls.read(repository, number);
  if (isIts(known)) return known;
  const recent = (await pulls.ours(repository)).find(isIts);
  if (recent !== undefined) return recent;
  const old = await pulls.ofBranch(repository, branchName('create-cluster', [cluster], request));
  return isIts(old) ? old : undefined;
}
