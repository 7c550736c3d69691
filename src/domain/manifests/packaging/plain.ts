import type { FileContent } from '../../cluster/spec.ts';
import type { FileRole, Part } from '../manifest.ts';
import { yamlText } from '../yaml-text.ts';

const order: readonly FileRole[] = ['cluster', 'control-plane', 'workers', 'addons'];

/**
 * One YAML file a role: `cluster.yaml`, `control-plane.yaml`, `workers.yaml`, `addons.yaml`, each only when it has objects.
 * Nothing but YAML stands in the folder, so that Argo CD and Flux can be pointed at it as it is.
 */
export function plainFiles(folder: string, parts: readonly Part[]): readonly FileContent[] {
  return order.flatMap((role) => {
    const documents = parts.filter((part) => part.file === role).map(document);
    return documents.length === 0 ? [] : [{ path: `${folder}/${role}.yaml`, content: documents.join('---\n') }];
  });
}

function document({ manifest, comment, comments }: Part): string {
  const text = yamlText({ ...manifest, metadata: { ...manifest.metadata } }, comments);
  return comment === undefined ? text : `# ${comment}\n${text}`;
}
