import { z } from 'zod';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Client } from './client.ts';
import { decode } from './decode.ts';
import { branchHead, deleteRef, updateRefs } from './documents/changes.ts';
import { graphqlFault } from './faults.ts';

const shape = z.object({
  repository: z.object({
    id: z.string(),
    ref: z.object({ id: z.string(), target: z.object({ oid: z.string() }).nullish() }).nullish(),
  }),
});
const noObject = '0'.repeat(40);

async function read(client: Client, repository: RepositoryRef, branch: string) {
  const variables = { owner: repository.owner, name: repository.name, qualified: `refs/heads/${branch}` };
  return decode(shape, await client.query(branchHead, variables), 'branch').repository;
}

/** Head of a branch; undefined where there is none of that name. */
export async function headOf(client: Client, repository: RepositoryRef, branch: string): Promise<string | undefined> {
  return (await read(client, repository, branch)).ref?.target?.oid;
}

/**
 * Removes the branch if its head is still `headSha`. GitHub compares and deletes in one act; where it does not know how
 * to (older Enterprise Servers), the branch is read once more right before it is deleted.
 */
export async function removeBranch(
  client: Client,
  repository: RepositoryRef,
  branch: string,
  headSha: string,
): Promise<'removed' | 'already gone' | 'kept'> {
  const before = await read(client, repository, branch);
  if (!before.ref) return 'already gone';
  if (before.ref.target?.oid !== headSha) return 'kept';

  const update = { name: `refs/heads/${branch}`, beforeOid: headSha, afterOid: noObject };
  const input = { repositoryId: before.id, refUpdates: [update] };
  const { errors } = await client.mutate(updateRefs, { input }, 1);
  const [error] = errors;
  if (error === undefined) return 'removed';

  const after = await read(client, repository, branch);
  if (!after.ref) return 'removed';
  if (after.ref.target?.oid !== headSha) return 'kept';
  if (error.code !== 'undefinedField' && !/doesn't exist on type/i.test(error.message)) {
    throw graphqlFault(error, 'RemoveBranch');
  }
  const deleted = await client.mutate(deleteRef, { input: { refId: after.ref.id } }, 1);
  const [refused] = deleted.errors;
  if (refused !== undefined) throw graphqlFault(refused, 'DeleteBranch');
  return 'removed';
}
