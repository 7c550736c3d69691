import type { FileContent } from '../cluster/spec.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import type { BootstrapOptions } from './options.ts';

/** Namespaces that have to be there first, `default` left out. */
export function namespacesFile(options: BootstrapOptions, managers: readonly string[]): FileContent {
  const wanted: readonly (readonly [name: string, what: string])[] = [
    [options.namespace, 'The clusters.'],
    ['clusterops', 'The service account of the bot.'],
    ...(options.engine === 'argocd' ? [['argocd', 'Argo CD.'] as const] : []),
    ...managers.map((name, index) => [name, index === 0 ? 'Managers of the providers.' : ''] as const),
  ];
  const documents = wanted
    .filter(([name], index) => name !== 'default' && wanted.findIndex(([other]) => other === name) === index)
    .map(
      ([name, what]) =>
        `${what === '' ? '' : `# ${what}\n`}${yamlText({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })}`,
    );
  return { path: 'management/namespaces.yaml', content: documents.join('---\n') };
}
