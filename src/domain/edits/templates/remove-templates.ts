import type { Outcome } from '../../finding.ts';
import { unusedTemplates } from '../../templates/unused.ts';
import type { ClusterEdit, Edited } from '../edit.ts';
import { documentsOf } from '../folder.ts';
import { withoutDocuments } from '../pools/without-documents.ts';
import { unlisted } from '../unlisted.ts';

/** `/remove-templates`: the templates go that machines were made from once, and nothing refers to any more. */
export const removeTemplates: ClusterEdit = {
  kind: 'remove-templates',
  verb: 'Remove unused templates of',
  waitsUntilReady: true,
  removesUnused: true,
  effect:
    'no machine changes. Where the engine prunes the templates, they go with the sync; those that ClusterOps made it leaves, and ClusterOps deletes them in the management cluster, each only while nothing there refers to it',
  apply({ files, folder }): Outcome<Edited> {
    const read = documentsOf(files);
    if (!read.ok) return read;
    const unused = unusedTemplates(read.value);
    const made = [...Map.groupBy(unused, ({ path }) => path)].map(([path, documents]) => ({
      path,
      outcome: withoutDocuments(
        files.find((file) => file.path === path) ?? { path, content: '' },
        new Set(documents.map(({ root }) => root.at)),
      ),
    }));
    const findings = made.flatMap(({ outcome }) => (outcome.ok ? [] : outcome.findings));
    if (findings.length > 0) return { ok: false, findings };
    const deletions = made.flatMap(({ path, outcome }) => (outcome.ok && outcome.value === undefined ? [path] : []));
    const listed = unlisted(files, folder, deletions);
    if (!listed.ok) return listed;
    const changed = made.flatMap(({ outcome }) => (outcome.ok && outcome.value !== undefined ? [outcome.value] : []));
    const steps = unused.map(({ kind = '', name = '' }) => ({ what: `${kind} ${name}`, from: 'unused', to: 'none' }));
    return { ok: true, value: { files: [...listed.value, ...changed], deletions, steps }, notes: [] };
  },
  inverse: () => 'reverting this change brings the templates back as they were',
};
