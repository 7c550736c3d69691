import type { Json, JsonObject, Manifest, Part } from '../manifest.ts';

/**
 * The same objects for a management cluster whose Cluster API serves v1beta1 only: references carry apiVersion and
 * namespace, arguments are mappings, durations are texts. Objects of the providers stay as they are.
 * (Cluster API, docs/book/src/developer/providers/migrations/v1.10-to-v1.11.md, read backwards.)
 */
export function olderContract(parts: readonly Part[]): readonly Part[] {
  const versions = new Map(
    parts.map(({ manifest }) => [key(manifest.kind, manifest.metadata.name), olderVersion(manifest)]),
  );
  return parts.map((part) => older(part, (kind, name) => versions.get(key(kind, name))));
}

type VersionOf = (kind: string, name: string) => string | undefined;

const key = (kind: string, name: string): string => `${kind}/${name}`;

/** Kinds of Cluster API itself, whose versions go together. */
const own: Readonly<Record<string, readonly string[]>> = {
  'cluster.x-k8s.io/v1beta2': ['Cluster', 'MachineDeployment', 'MachinePool', 'MachineHealthCheck'],
  'controlplane.cluster.x-k8s.io/v1beta2': ['KubeadmControlPlane'],
  'bootstrap.cluster.x-k8s.io/v1beta2': ['KubeadmConfigTemplate'],
  'addons.cluster.x-k8s.io/v1beta2': ['ClusterResourceSet'],
};

function olderVersion({ apiVersion, kind }: Manifest): string {
  return own[apiVersion]?.includes(kind) === true ? apiVersion.replace(/v1beta2$/, 'v1beta1') : apiVersion;
}

/** Where a comment moves with the field that it is about. */
const moved: readonly (readonly [from: RegExp, to: string])[] = [
  [/^spec\/machineTemplate\/spec\//, 'spec/machineTemplate/'],
  [/^spec\/checks\/nodeStartupTimeoutSeconds$/, 'spec/nodeStartupTimeout'],
  [/^spec\/checks\/unhealthyNodeConditions/, 'spec/unhealthyConditions'],
  [/^spec\/remediation$/, 'spec/maxUnhealthy'],
];

function older(part: Part, versionOf: VersionOf): Part {
  const { manifest, comments } = part;
  const apiVersion = olderVersion(manifest);
  if (apiVersion === manifest.apiVersion) return part;
  const { spec = {} } = manifest;
  const withReferences = references(spec, manifest.metadata.namespace, versionOf);
  const renamed = Object.entries(comments ?? {}).map(([path, comment]) => {
    const move = moved.find(([from]) => from.test(path));
    return [move === undefined ? path : path.replace(move[0], move[1]), comment] as const;
  });
  return {
    ...part,
    manifest: { ...manifest, apiVersion, spec: olderSpec(manifest.kind, withReferences) },
    ...(comments === undefined ? {} : { comments: Object.fromEntries(renamed) }),
  };
}

function olderSpec(kind: string, spec: JsonObject): JsonObject {
  switch (kind) {
    case 'KubeadmControlPlane':
      return {
        ...spec,
        machineTemplate: object(object(spec.machineTemplate).spec),
        kubeadmConfigSpec: kubeadm(spec.kubeadmConfigSpec),
      };
    case 'KubeadmConfigTemplate': {
      const template = object(spec.template);
      return { ...spec, template: { ...template, spec: kubeadm(template.spec) } };
    }
    case 'MachineHealthCheck':
      return healthCheck(spec);
    default:
      return spec;
  }
}

/** References of the newer form, wherever they stand, with the version that their object is written in. */
function references(value: JsonObject, namespace: string, versionOf: VersionOf): JsonObject {
  const walk = (each: Json | undefined): Json | undefined => {
    if (each === undefined || typeof each !== 'object' || each === null) return each;
    if (isList(each)) return each.map((item) => walk(item) ?? null);
    const { apiGroup, kind, name } = each;
    if (typeof apiGroup === 'string' && typeof kind === 'string' && typeof name === 'string') {
      const apiVersion = versionOf(kind, name);
      return apiVersion === undefined ? each : { apiVersion, kind, name, namespace };
    }
    return Object.fromEntries(Object.entries(each).map(([field, inner]) => [field, walk(inner)]));
  };
  return object(walk(value));
}

/** Lists of name and value become mappings, in whatever part of kubeadm's configuration they stand. */
function kubeadm(value: Json | undefined): Json | undefined {
  if (value === undefined || typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => kubeadm(item) ?? null);
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      (field === 'extraArgs' || field === 'kubeletExtraArgs') && inner !== undefined && isList(inner)
        ? Object.fromEntries(inner.map((item) => [String(object(item).name), object(item).value]))
        : kubeadm(inner),
    ]),
  );
}

function healthCheck({ checks, remediation, ...spec }: JsonObject): JsonObject {
  const { nodeStartupTimeoutSeconds, unhealthyNodeConditions } = object(checks);
  const conditions = isList(unhealthyNodeConditions) ? unhealthyNodeConditions.map(object) : [];
  return {
    ...spec,
    nodeStartupTimeout: seconds(nodeStartupTimeoutSeconds),
    unhealthyConditions: conditions.map(({ timeoutSeconds, ...condition }) => ({
      ...condition,
      timeout: seconds(timeoutSeconds),
    })),
    maxUnhealthy: object(object(remediation).triggerIf).unhealthyLessThanOrEqualTo,
  };
}

function seconds(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : `${String(value)}s`;
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
