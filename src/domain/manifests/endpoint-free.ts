import type { Configuration } from '../access/configuration.ts';
import { clusterFolder } from '../cluster/names.ts';
import type { PlannedSpec } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import type { RepositoryFiles } from './packaging/packaging.ts';

/** Whether the address that a command gave an API server stands in the files of another cluster on the base branch. */
export function checkEndpointFree(
  { endpoint, name }: PlannedSpec,
  { clusters }: Configuration,
  repository: RepositoryFiles,
): readonly Finding[] {
  if (endpoint === undefined) return [];
  const own = `${clusterFolder(clusters.folder, name)}/`;
  const all = `${clusters.folder}/`;
  for (const [path, content] of repository) {
    if (!path.startsWith(all) || path.startsWith(own) || !standsIn(content, endpoint)) continue;
    const message = `The address ${endpoint} stands in ${path} already.`;
    return [
      {
        code: 'cluster/endpoint-taken',
        severity: 'error',
        message,
        cure: 'Give another with endpoint=.',
        place: { path },
      },
    ];
  }
  return [];
}

/** Whether an address stands in a text as a whole: `10.0.0.1` does not in `10.0.0.10`, but does in `10.0.0.1-10.0.0.9`. */
function standsIn(text: string, address: string): boolean {
  const part = address.includes(':') ? /[\w.:]/ : /^[\d.]+$/.test(address) ? /[\w.]/ : /[\w.-]/;
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    if (!part.test(text[at - 1] ?? ' ') && !part.test(text[at + address.length] ?? ' ')) return true;
  }
  return false;
}
