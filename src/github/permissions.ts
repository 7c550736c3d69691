import { z } from 'zod';
import type { Permission } from '../domain/repository.ts';
import type { Permissions } from '../ports/github.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';

const shape = z.object({
  permission: z.string(),
  /** The finer name (`maintain`, `triage`), or that of a custom role. */
  role_name: z.string().nullish(),
  user: z.object({ id: z.number() }).nullish(),
});

const ranks: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'];

export function createPermissions(clientOf: ClientOf): Permissions {
  return {
    async of(repository, person) {
      // No account has this id: it was a schedule, or time.
      if (person.id === 0) return 'none';
      const reply = await clientOf(repository).rest({
        method: 'GET',
        url: '/repos/{owner}/{repo}/collaborators/{username}/permission',
        parameters: { owner: repository.owner, repo: repository.name, username: person.login },
        allow: [404],
      });
      if (reply.status === 404) return 'none';
      const read = decode(shape, reply.data, 'permission');
      if (read.user?.id !== person.id) return 'none';
      const known = (name: string | null | undefined) => ranks.find((rank) => rank === name);
      return known(read.role_name) ?? known(read.permission) ?? 'none';
    },
  };
}
