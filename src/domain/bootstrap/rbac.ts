import { isMap, parseAllDocuments } from 'yaml';
import type { FileContent } from '../cluster/spec.ts';
import type { BootstrapOptions } from './options.ts';

const otherEngine = { argocd: 'flux-system', flux: 'argocd' };

/**
 * The roles of the bot that this project ships (`deploy/rbac.yaml`), for the namespaces of this repository: what is bound in
 * `default` goes to the clusters, and what concerns the other engine is left out.
 */
export function rbacFile(shipped: string, { engine, namespace }: BootstrapOptions): FileContent {
  const documents = parseAllDocuments(shipped).flatMap((document) => {
    const { contents } = document;
    if (!isMap(contents)) return [];
    const at = contents.getIn(['metadata', 'namespace']);
    if (at === otherEngine[engine]) return [];
    if (at === 'default') contents.setIn(['metadata', 'namespace'], namespace);
    document.directives.docStart = null;
    return [document.toString({ lineWidth: 100, flowCollectionPadding: false })];
  });
  return { path: 'management/clusterops/rbac.yaml', content: documents.join('---\n') };
}
