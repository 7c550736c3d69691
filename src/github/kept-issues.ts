import { z } from 'zod';
import type { KeptIssues } from '../ports/kept-issues.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { keptIssuesOf, keptIssuesShape } from './decode-kept-issues.ts';
import { type IssueShelf, keptIssues } from './documents/kept-issues.ts';

const listed = z.object({ repository: z.object({ issues: keptIssuesShape }) });
const written = z.object({ number: z.number(), node_id: z.string(), html_url: z.string() });

export function createKeptIssues(clientOf: ClientOf, shelf: IssueShelf): KeptIssues {
  const document = keptIssues(shelf);
  return {
    async read(repository) {
      const data = await clientOf(repository).query(document, { owner: repository.owner, name: repository.name });
      return keptIssuesOf(decode(listed, data, 'kept issues').repository.issues);
    },
    async write(repository, { existing, title, body, open }) {
      const place = { owner: repository.owner, repo: repository.name };
      const reply = await clientOf(repository).rest(
        existing === undefined
          ? {
              method: 'POST',
              url: '/repos/{owner}/{repo}/issues',
              parameters: { ...place, title, body, labels: [shelf.label] },
            }
          : {
              method: 'PATCH',
              url: '/repos/{owner}/{repo}/issues/{issue_number}',
              parameters: { ...place, issue_number: existing, body, state: open ? 'open' : 'closed' },
            },
      );
      const { number, node_id: nodeId, html_url: url } = decode(written, reply.data, 'issue');
      return { number, nodeId, url };
    },
  };
}
