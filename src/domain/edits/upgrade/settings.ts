import type { FileContent } from '../../cluster/spec.ts';
import type { Finding, Outcome } from '../../finding.ts';
import { readDocuments } from '../../manifests/source/read-documents.ts';
import { spliced } from '../../manifests/source/splice.ts';
import { notEditable } from '../edit-file.ts';
import { scalarsOf } from '../machine-template.ts';
import { imageNeeded } from './machine-image.ts';
import { followVersion } from './named-version.ts';
import { type VersionedCluster, versionedCluster } from './versioned.ts';

/** Whether a variable of the class or a setting of the chart names the old version: it holds for all machines at once. */
export function settingsName({ settings }: VersionedCluster, from: string, to: string): boolean {
  return scalarsOf(settings?.root).some(({ scalar }) => {
    const text = typeof scalar.value === 'string' ? scalar.value : '';
    const wanted = followVersion(text, from, to);
    return wanted !== undefined && wanted !== text;
  });
}

/** The files with the new version in the settings that name the old one, such as a machine image. */
export function settingsForVersion(
  cluster: string,
  files: readonly FileContent[],
  from: string,
  to: string,
): Outcome<readonly FileContent[]> {
  const notes: Finding[] = [];
  const findings: Finding[] = [];
  const changed = files.map((file) => {
    const { settings } = versionedCluster(cluster, /\.ya?ml$/.test(file.path) ? readDocuments(file).documents : []);
    const splices = scalarsOf(settings?.root).flatMap(({ scalar }) => {
      const text = typeof scalar.value === 'string' ? scalar.value : '';
      const wanted = followVersion(text, from, to);
      if (wanted === undefined || wanted === text) return [];
      const where = file.content.indexOf(text, scalar.at);
      if (where < 0 || file.content.slice(scalar.at, where).includes('\n')) {
        findings.push(notEditable(file.path, 'its settings name the version in a way that cannot be changed safely'));
        return [];
      }
      notes.push(imageNeeded(`"${text}" becomes "${wanted}": it has to exist.`));
      return [{ at: where, remove: text.length, insert: wanted }];
    });
    return splices.length === 0 ? file : { path: file.path, content: spliced(file.content, splices) };
  });
  return findings.length > 0 ? { ok: false, findings } : { ok: true, value: changed, notes };
}
