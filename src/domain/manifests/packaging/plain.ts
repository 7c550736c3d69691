import type { FileContent } from '../../cluster/spec.ts';
import { asJson, type FileRole, type Part, refOf } from '../manifest.ts';
import { yamlText } from '../yaml-text.ts';
import type { PackagingForm } from './packaging.ts';

const order: readonly FileRole[] = ['cluster', 'control-plane', 'workers', 'addons'];

/** The objects as they are, in one YAML file a role. */
export const plain: PackagingForm = {
  reads: () => [],
  writes: () => [],
  pack: ({ folder, parts }) => ({
    ok: true,
    value: { files: plainFiles(folder, parts), objects: parts.map((part) => refOf(part.manifest)), notes: [] },
    notes: [],
  }),
};

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
  const text = yamlText(asJson(manifest), comments);
  if (comment === undefined) return text;
  return `${comment
    .split('\n')
    .map((line) => `# ${line}`)
    .join('\n')}\n${text}`;
}
