import type { FileContent } from '../cluster/spec.ts';
import type { Outcome } from '../finding.ts';
import { readDocuments, type SourceDocument } from '../manifests/source/read-documents.ts';
import type { Changes, Edited } from './edit.ts';
import { editFile } from './edit-file.ts';

/** Everything that the YAML files of a folder say, a chart's templates left out. Not ok when one of them is no YAML. */
export function documentsOf(files: readonly FileContent[]): Outcome<readonly SourceDocument[]> {
  const read = files.filter(({ path }) => /\.ya?ml$/.test(path) && !/\/templates\//.test(path)).map(readDocuments);
  const findings = read.flatMap((each) => each.findings);
  if (findings.length > 0) return { ok: false, findings };
  return { ok: true, value: read.flatMap(({ documents }) => documents), notes: [] };
}

/** The files after all changes; not ok when one of them is not, or when a file cannot be changed safely. */
export function carriedOut(files: readonly FileContent[], outcomes: readonly Changes[]): Outcome<Edited> {
  const findings = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.findings));
  if (findings.length > 0) return { ok: false, findings };
  const changes = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value : []));
  const edited = [...Map.groupBy(changes, ({ path }) => path)].map(([path, of]) => {
    const file = files.find((each) => each.path === path) ?? { path, content: '' };
    return editFile(
      file,
      of.map(({ edit }) => edit),
    );
  });
  const refused = edited.flatMap((outcome) => (outcome.ok ? [] : outcome.findings));
  if (refused.length > 0) return { ok: false, findings: refused };
  return {
    ok: true,
    value: {
      files: edited.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])),
      steps: changes.flatMap(({ step }) => step ?? []),
    },
    notes: outcomes.flatMap((outcome) => (outcome.ok ? outcome.notes : [])),
  };
}
