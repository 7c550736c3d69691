import { deliveryAnnotation, repositoryAnnotation, requestAnnotation } from '../../../cluster/ownership.ts';
import type { ClusterSpec, FileContent } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { asJson, type JsonObject, type Manifest, type Part, refOf } from '../../manifest.ts';
import { readDocuments } from '../../source/read-documents.ts';
import { yamlText } from '../../yaml-text.ts';
import type { PackagingForm, PackagingInput, RepositoryFiles } from '../packaging.ts';
import { plainFiles } from '../plain.ts';
import { baseId, baseName, baseParts, objectKey, withoutOwner } from './base.ts';
import { mergePatch } from './merge-patch.ts';

/** Fields that a patch of machines gives even where the base agrees: what people look for and change. */
const kept: ReadonlySet<string> = new Set(['spec/replicas', 'spec/version', 'spec/template/spec/version']);

/**
 * A base for each provider, flavour and version, and an overlay for each cluster, with one patch an object. A base that
 * exists is used as it is: a further cluster touches only its own overlay.
 */
export const kustomize: PackagingForm = {
  reads: (spec, configuration) => [baseFolder(spec, configuration.kustomize.bases)],
  writes: (spec, configuration) => [baseFolder(spec, configuration.kustomize.bases)],
  pack: ({ spec, configuration, folder, parts, repository }) => {
    const base = baseFolder(spec, configuration.kustomize.bases);
    const ours = baseParts(spec);
    const existing = [...repository.keys()].some((path) => path.startsWith(`${base}/`));
    const missing = existing ? missingFrom(base, repository, ours) : [];
    if (missing.length > 0) return { ok: false, findings: missing };
    return {
      ok: true,
      value: {
        files: [...(existing ? [] : baseFiles(base, ours)), ...overlayFiles({ spec, folder, parts }, base, ours)],
        objects: parts.map((part) => refOf(part.manifest)),
        notes: existing && isEdited(base, repository, ours) ? [edited(base)] : [],
      },
      notes: [],
    };
  },
};

function baseFolder(spec: ClusterSpec, bases: string): string {
  return `${bases}/${baseId(spec)}`;
}

function baseFiles(base: string, parts: readonly Part[]): readonly FileContent[] {
  const files = plainFiles(base, parts);
  const kustomization = yamlText({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.map(({ path }) => path.slice(base.length + 1)),
  });
  return [{ path: `${base}/kustomization.yaml`, content: `# ${baseComment}\n${kustomization}` }, ...files];
}

const baseComment = `What all clusters of this kind share. Each overlay renames the cluster "${baseName}" and says what is its own.`;

interface Patch {
  readonly file: FileContent;
  readonly entry: JsonObject;
}

function overlayFiles(
  { spec, folder, parts }: Pick<PackagingInput, 'spec' | 'folder' | 'parts'>,
  base: string,
  ours: readonly Part[],
): readonly FileContent[] {
  const targets = new Map(parts.map((part) => [objectKey(part.manifest, spec.name), part]));
  const patches = ours.map((from) => {
    const key = objectKey(from.manifest, baseName);
    const to = targets.get(key);
    targets.delete(key);
    return to === undefined ? removal(folder, from.manifest) : patch(folder, from.manifest, to);
  });
  // What the base has not, such as further pools, stands in the overlay as a whole.
  const further = plainFiles(
    folder,
    [...targets.values()].map((part) => ({ ...part, manifest: withoutOwner(part.manifest) })),
  );
  const kustomization = yamlText(
    {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: spec.namespace,
      commonAnnotations: {
        [repositoryAnnotation]: String(spec.owner.repositoryId),
        [requestAnnotation]: spec.owner.request,
        [deliveryAnnotation]: spec.owner.delivery,
      },
      resources: [
        `${'../'.repeat(folder.split('/').length)}${base}`,
        ...further.map(({ path }) => path.slice(folder.length + 1)),
      ],
      patches: patches.map(({ entry }) => entry),
    },
    {
      patches: `The base calls the cluster "${baseName}"; each patch gives one object its name and what is this cluster's own.`,
    },
  );
  return [
    { path: `${folder}/kustomization.yaml`, content: kustomization },
    ...patches.map(({ file }) => file),
    ...further,
  ];
}

function patch(folder: string, from: Manifest, { manifest, comments = {} }: Part): Patch {
  const { apiVersion, kind } = manifest;
  const changes = mergePatch(
    asJson(from),
    asJson(withoutOwner(manifest)),
    kind === 'HelmChartProxy' ? undefined : kept,
  );
  return {
    file: { path: patchPath(folder, from), content: yamlText({ apiVersion, kind, ...changes }, comments) },
    entry: { path: patchName(from), target: targetOf(from), options: { allowNameChange: true } },
  };
}

function removal(folder: string, from: Manifest): Patch {
  const { apiVersion, kind, metadata } = from;
  const content = yamlText({ $patch: 'delete', apiVersion, kind, metadata: { name: metadata.name } });
  return { file: { path: patchPath(folder, from), content }, entry: { path: patchName(from), target: targetOf(from) } };
}

function targetOf({ kind, metadata }: Manifest): JsonObject {
  return { kind, name: metadata.name };
}

/** `patches/machine-deployment-md-0.yaml` for the MachineDeployment `base-md-0`. */
function patchName({ kind, metadata }: Manifest): string {
  const words = kind.replace(/([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase();
  return `patches/${words}${metadata.name.slice(baseName.length)}.yaml`;
}

const patchPath = (folder: string, from: Manifest): string => `${folder}/${patchName(from)}`;

/** Objects that the patches are for and a base that somebody changed has not: kustomize would pass such a patch over. */
function missingFrom(base: string, repository: RepositoryFiles, ours: readonly Part[]): readonly Finding[] {
  const held = new Set(
    [...repository]
      .filter(([path]) => path.startsWith(`${base}/`) && /\.ya?ml$/.test(path))
      .flatMap(([path, content]) => readDocuments({ path, content }).documents)
      .map(({ kind, name }) => `${kind} ${name}`),
  );
  return ours
    .map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`)
    .filter((object) => !held.has(object))
    .map((object) =>
      fault('manifest/base-differs', `The base ${base} has no ${object}, which the cluster's overlay would patch.`, {
        place: { path: `${base}/kustomization.yaml` },
      }),
    );
}

function isEdited(base: string, repository: RepositoryFiles, ours: readonly Part[]): boolean {
  return baseFiles(base, ours).some(({ path, content }) => repository.get(path) !== content);
}

function edited(base: string): Finding {
  return {
    code: 'manifest/base-differs',
    severity: 'notice',
    message: `The base ${base} differs from what ClusterOps would write; the cluster is made from it as it is.`,
    place: { path: `${base}/kustomization.yaml` },
    cure: 'Look at the built objects.',
  };
}
