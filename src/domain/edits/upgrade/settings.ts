import type { FileContent } from '../../cluster/spec.ts';
import type { Finding, Outcome } from '../../finding.ts';
import { labels } from '../../manifests/manifest.ts';
import { at, itemsAt, textAt, textsAt } from '../../manifests/source/located.ts';
import { readDocuments } from '../../manifests/source/read-documents.ts';
import { spliced } from '../../manifests/source/splice.ts';
import { notEditable } from '../edit-file.ts';
import { scalarsOf } from '../machine-template.ts';
import { fixedPool } from '../machine-type/machine-fields.ts';
import { imageNeeded } from './machine-image.ts';
import { followVersion, namesMinor } from './named-version.ts';
import { type Versioned, type VersionedCluster, versionedCluster } from './versioned.ts';

/** Whether a variable of the class or a setting of the chart names the old version: it holds for all machines at once. */
export function settingsName({ settings }: VersionedCluster, from: string, to: string): boolean {
  return scalarsOf(settings?.root).some(({ scalar }) => {
    const text = typeof scalar.value === 'string' ? scalar.value : '';
    const wanted = followVersion(text, from, to);
    return wanted !== undefined && wanted !== text;
  });
}

/** Where the settings of each provider say the machine image that Kubernetes is in. */
const imageSettings: Readonly<Record<string, readonly string[]>> = {
  gcp: ['image'],
  hetzner: ['image'],
  openstack: ['image'],
  vsphere: ['template'],
  proxmox: ['template.tags', 'template.id'],
  alibaba: ['image'],
};

/** Variables of example classes that say it, by provider and flavour. */
const imageVariables: Readonly<Record<string, string>> = { 'gcp-kubeadm': 'image' };

/**
 * What keeps machines of a chart's values or of a class from another version: their image does not say which Kubernetes it holds. kubeadm
 * of one version does not start machines of another, so the bot does not guess.
 */
export function pinnedImage(cluster: VersionedCluster, moving: readonly Versioned[], to: string): Finding | undefined {
  for (const each of moving) {
    const { document, title, version = '' } = each;
    const images = cluster.together === 'topology' ? imagesOfClass(cluster) : imagesOfChart(cluster, each);
    const texts = images.map(({ scalar }) => String(scalar.value));
    const says = texts.some(
      (text) => text.includes('{version}') || followVersion(text, version, to) !== undefined || namesMinor(text, to),
    );
    const [first] = images;
    if (first === undefined || says) continue;
    const { path, place } = document;
    const said = texts.map((text) => `"${text}"`).join(', ');
    const why = `the machine image ${said} of the ${title} does not say which Kubernetes it holds`;
    return notEditable(path, why, place(first.scalar.at).line);
  }
  return undefined;
}

function imagesOfChart({ values }: VersionedCluster, { role, holder }: Versioned): ReturnType<typeof scalarsOf> {
  const root = values?.root;
  // Machines of the provider's service have its images.
  const ours =
    role === 'worker' ? fixedPool(textAt(root, 'flavor')) === undefined : at(root, 'controlPlane') !== undefined;
  if (!ours) return [];
  return (imageSettings[textAt(root, 'provider') ?? ''] ?? []).flatMap((field) => {
    const keys = field.split('.');
    const own = role === 'worker' ? scalarsOf(at(holder, 'settings', ...keys)) : [];
    return own.length > 0 ? own : scalarsOf(at(root, 'settings', ...keys));
  });
}

function imagesOfClass({ settings }: VersionedCluster): ReturnType<typeof scalarsOf> {
  const marks = textsAt(settings?.document.root, 'metadata', 'labels');
  const variable = imageVariables[`${marks[labels.provider]}-${marks[labels.flavor]}`];
  return itemsAt(settings?.root)
    .filter((item) => variable !== undefined && textAt(item, 'name') === variable)
    .flatMap((item) => scalarsOf(at(item, 'value')));
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
