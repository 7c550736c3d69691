import { z } from 'zod';
import type { LockIssues } from '../ports/lock-issues.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { lockIssuesOf, lockIssuesShape } from './decode-locks.ts';
import { lockIssues, lockLabel } from './documents/locks.ts';

const listed = z.object({ repository: z.object({ lockIssues: lockIssuesShape }) });
const written = z.object({ number: z.number(), html_url: z.string() });

export function createLockIssues(clientOf: ClientOf): LockIssues {
  return {
    async read(repository) {
      const data = await clientOf(repository).query(lockIssues, { owner: repository.owner, name: repository.name });
      return lockIssuesOf(decode(listed, data, 'lock issues').repository.lockIssues);
    },
    async write(repository, { existing, title, body, open }) {
      const place = { owner: repository.owner, repo: repository.name };
      const reply = await clientOf(repository).rest(
        existing === undefined
          ? {
              method: 'POST',
              url: '/repos/{owner}/{repo}/issues',
              parameters: { ...place, title, body, labels: [lockLabel] },
            }
          : {
              method: 'PATCH',
              url: '/repos/{owner}/{repo}/issues/{issue_number}',
              parameters: { ...place, issue_number: existing, body, state: open ? 'open' : 'closed' },
            },
      );
      const { number, html_url: url } = decode(written, reply.data, 'issue');
      return { number, url };
    },
  };
}
