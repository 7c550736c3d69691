import type { FileContent } from '../cluster/spec.ts';
import type { Outcome } from '../finding.ts';
import { itemsAt } from '../manifests/source/located.ts';
import { readDocuments } from '../manifests/source/read-documents.ts';
import { withoutItem } from './pools/list-item.ts';

/** The kustomization of a folder, where it has one that lists them, without files that go. */
export function unlisted(
  files: readonly FileContent[],
  folder: string,
  gone: readonly string[],
): Outcome<readonly FileContent[]> {
  const file = files.find(({ path }) => path === `${folder}/kustomization.yaml`);
  let made = file;
  for (const path of gone) {
    if (made === undefined) break;
    const [document] = readDocuments(made).documents;
    const index = itemsAt(document?.root, 'resources').findIndex(
      (item) => item.kind === 'scalar' && `${folder}/${String(item.value)}` === path,
    );
    if (index < 0) continue;
    const outcome = withoutItem(made, { document: 0, keys: ['resources'] }, index);
    if (!outcome.ok) return outcome;
    made = outcome.value;
  }
  return { ok: true, value: made === undefined || made === file ? [] : [made], notes: [] };
}
