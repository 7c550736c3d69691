import { at, type KubeObject, type Manifest } from '../../kubernetes/object.ts';

export const group = 'argoproj.io';
export const manager = 'argocd-controller';
export const inCluster = 'https://kubernetes.default.svc';

export const annotations = {
  tracking: 'argocd.argoproj.io/tracking-id',
  refresh: 'argocd.argoproj.io/refresh',
  options: 'argocd.argoproj.io/sync-options',
  compare: 'argocd.argoproj.io/compare-options',
  wave: 'argocd.argoproj.io/sync-wave',
  approved: 'argocd.argoproj.io/deletion-approved',
  ignoreHealth: 'argocd.argoproj.io/ignore-healthcheck',
  lastApplied: 'kubectl.kubernetes.io/last-applied-configuration',
} as const;

export const cascadeFinalizers: readonly string[] = [
  'resources-finalizer.argocd.argoproj.io',
  'resources-finalizer.argocd.argoproj.io/foreground',
  'resources-finalizer.argocd.argoproj.io/background',
];

export interface ResourceKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export const keyText = (key: ResourceKey): string => `${key.group}/${key.kind}/${key.namespace}/${key.name}`;

export const groupAndVersion = (apiVersion: string): { readonly group: string; readonly version: string } => {
  const [first = '', second] = apiVersion.split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
};

export const resourceKey = (object: Manifest): ResourceKey => ({
  group: groupAndVersion(object.apiVersion).group,
  kind: object.kind,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name ?? '',
});

/** Whether a comma-separated option annotation holds an option. */
export const hasOption = (object: Manifest | undefined, annotation: string, option: string): boolean =>
  (object?.metadata.annotations?.[annotation] ?? '')
    .split(',')
    .map((part) => part.trim())
    .includes(option);

/** `<application>:<group>/<kind>:<namespace>/<name>` */
export const trackingId = (application: string, object: Manifest): string => {
  const { group: ofGroup, kind, namespace, name } = resourceKey(object);
  return `${application}:${ofGroup}/${kind}:${namespace}/${name}`;
};

export const trackedBy = (object: KubeObject): string | undefined =>
  object.metadata.annotations?.[annotations.tracking]?.split(':')[0];

/** Whether the tracking annotation is about this very object, and not copied from another by a controller. */
export const isSelfReferenced = (object: KubeObject): boolean => {
  const application = trackedBy(object);
  return (
    application !== undefined && object.metadata.annotations?.[annotations.tracking] === trackingId(application, object)
  );
};

export const waveOf = (object: Manifest | undefined): number =>
  Number(object?.metadata.annotations?.[annotations.wave] ?? '0') || 0;

/** The single source of an Application; several sources are not played. */
export const sourceOf = (application: KubeObject) => {
  const text = (name: string): string => {
    const value = at(application, 'spec', 'source', name);
    return typeof value === 'string' ? value : '';
  };
  return { repoUrl: text('repoURL'), path: text('path'), targetRevision: text('targetRevision') || 'HEAD' };
};

export const syncOptions = (application: KubeObject): readonly string[] =>
  (at(application, 'spec', 'syncPolicy', 'syncOptions') ?? []) as readonly string[];

/** RFC 3339 times: whether the approval is not older than what it approves. */
export const isApproved = (application: KubeObject, since: string): boolean => {
  const approval = Date.parse(application.metadata.annotations?.[annotations.approved] ?? '');
  return !Number.isNaN(approval) && approval >= Date.parse(since);
};
