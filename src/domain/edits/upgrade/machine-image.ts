import type { FileContent } from '../../cluster/spec.ts';
import { type Finding, fault, type Outcome } from '../../finding.ts';
import { at } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import { notEditable } from '../edit-file.ts';
import { type ChangedTemplate, changedTemplate, scalarsOf } from '../machine-template.ts';
import { followVersion, namesMinor } from './named-version.ts';

/**
 * Where the machine templates of each provider name the image that Kubernetes is in. Source: the schemas of their releases. What
 * `ami.eksLookupType` says is looked up by the version, and is no image.
 */
const imageFields: Readonly<Record<string, readonly string[]>> = {
  AWSMachineTemplate: ['ami.id'],
  AlibabaCloudMachineTemplate: ['imageId', 'imageID', 'image'],
  AzureMachineTemplate: ['image'],
  DevMachineTemplate: ['backend.docker.customImage'],
  DockerMachineTemplate: ['customImage'],
  GCPMachineTemplate: ['image', 'imageFamily'],
  HCloudMachineTemplate: ['imageName'],
  HetznerBareMetalMachineTemplate: ['installImage.image'],
  OpenStackMachineTemplate: ['image'],
  ProxmoxMachineTemplate: ['templateID', 'templateSelector.matchTags'],
  VSphereMachineTemplate: ['template'],
};

export interface ImageChange {
  /** Absent when the template needs no other content for the new version. */
  readonly template?: ChangedTemplate;
  readonly notes: readonly Finding[];
}

/**
 * The template that machines of the new version come from. Not ok where the template pins an image that does not say which Kubernetes it
 * holds: kubeadm of one version does not start machines of another, so the bot does not guess.
 */
export function imageForVersion(
  file: FileContent,
  document: SourceDocument,
  from: string,
  to: string,
): Outcome<ImageChange> {
  const { kind = '', root, path, place, name } = document;
  const machine = at(root, 'spec', 'template', 'spec');
  const fields = imageFields[kind] ?? [];
  const images = fields.flatMap((field) => scalarsOf(at(machine, ...field.split('.'))));
  const texts = images.map(({ scalar }) => String(scalar.value));
  const follows = texts.map((text) => followVersion(text, from, to));
  if (texts.length > 0 && follows.every((each) => each === undefined) && !texts.some((text) => namesMinor(text, to))) {
    const [first] = images;
    const line = place(first?.scalar.at ?? root.at).line ?? 1;
    const said = texts.map((text) => `"${text}"`).join(', ');
    return {
      ok: false,
      findings: [
        notEditable(path, `the machine image ${said} of ${name} does not say which Kubernetes it holds`, line),
      ],
    };
  }
  const changed = changedTemplate(file, document, (value) =>
    typeof value === 'string' ? followVersion(value, from, to) : undefined,
  );
  if (!changed.ok) return changed;
  if (changed.value === undefined) return { ok: true, value: { notes: [] }, notes: [] };
  const wanted = follows.filter((each) => each !== undefined && !texts.includes(each));
  const notes = wanted.map((image) =>
    imageNeeded(`The new machines start from the image "${image}": it has to exist.`),
  );
  return { ok: true, value: { template: changed.value, notes }, notes: [] };
}

export const imageNeeded = (message: string): Finding => ({
  ...fault('cluster/upgrade-needs', message, { cure: 'Make sure of it before you merge.' }),
  severity: 'notice',
});
