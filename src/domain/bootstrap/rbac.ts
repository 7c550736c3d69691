import { isMap, parseAllDocuments } from 'yaml';
import type { FileContent } from '../cluster/spec.ts';
import type { BootstrapOptions } from './options.ts';

const otherEngine = {
  argocd: ['clusterops-previews-flux', 'clusterops-releases-flux'],
  flux: ['clusterops-previews-argocd'],
};

/**
 * The rights of the bot that this project ships (`deploy/rbac.yaml`), for the namespaces of this repository: what is bound in
 * `default` goes to the clusters, and what concerns the other engine is left out.
 */
export function rbacFile(shipped: string, { engine, namespace }: BootstrapOptions): FileContent {
  // Its first line says how that file is made, which is not true of this one.
  const documents = parseAllDocuments(shipped.replace(/^#.*\n/, '')).flatMap((document) => {
    const { contents } = document;
    if (!isMap(contents)) return [];
    if (otherEngine[engine].includes(String(contents.getIn(['metadata', 'name'])))) return [];
    if (contents.getIn(['metadata', 'namespace']) === 'default') contents.setIn(['metadata', 'namespace'], namespace);
    document.directives.docStart = null;
    return [document.toString({ lineWidth: 100, flowCollectionPadding: false })];
  });
  return { path: 'management/clusterops/rbac.yaml', content: documents.join('---\n') };
}
