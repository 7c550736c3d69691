import type { FileContent } from '../cluster/spec.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import type { ManagedProvider, NeededSecret } from './providers/provider.ts';

/** A provider's file below `management/`. */
export const identityPath = (id: string): string => `identities/${id}.yaml`;

/** Whether there is an object to apply. */
export function hasIdentityObjects(provider: ManagedProvider, namespace: string): boolean {
  return (provider.identity?.(namespace).objects.length ?? 0) > 0;
}

/** Who a provider is, for one namespace: its objects, and the commands that make its Secrets as comments. */
export function identityFiles(id: string, provider: ManagedProvider, namespace: string): readonly FileContent[] {
  if (provider.identity === undefined) return [];
  const { about, objects, secrets } = provider.identity(namespace);
  const head = [...about, ...secrets.flatMap((secret) => ['', ...secretLines(secret)])];
  const documents = objects.map(({ manifest, comments }) => yamlText(manifest, comments));
  const comment = head.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
  const text = [`${comment}\n`, documents.join('---\n')].filter((each) => each !== '').join('\n');
  return [{ path: `management/${identityPath(id)}`, content: text }];
}

function secretLines({ what, onlyFor, command }: NeededSecret): readonly string[] {
  const when = onlyFor === undefined ? '' : ` (for ${onlyFor})`;
  return [`${what}${when}:`, ...command.map((line) => `  ${line}`)];
}
