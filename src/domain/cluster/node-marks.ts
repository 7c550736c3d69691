/** What keeps pods from a node that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: (typeof taintEffects)[number];
}

export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const domain = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Whether a text can be the key of a label or a taint: a name, which may have a DNS domain before it. */
function isKey(text: string): boolean {
  const slash = text.indexOf('/');
  return slash < 0 ? name.test(text) : domain.test(text.slice(0, slash)) && name.test(text.slice(slash + 1));
}

/** Reads `key=value`; the value may be empty. */
export function parseLabel(text: string): readonly [key: string, value: string] | undefined {
  const [, key = '', value = ''] = /^([^=]+)=([^=]*)$/.exec(text) ?? [];
  return isKey(key) && (value === '' || name.test(value)) ? [key, value] : undefined;
}

/** Reads `key=value:NoSchedule` or `key:NoSchedule`, as kubectl does. */
export function parseTaint(text: string): Taint | undefined {
  const [, label = '', word] = /^([^:]+):([A-Za-z]+)$/.exec(text) ?? [];
  const effect = taintEffects.find((each) => each === word);
  const [key, value] = (label.includes('=') ? parseLabel(label) : parseLabel(`${label}=`)) ?? [];
  if (effect === undefined || key === undefined) return undefined;
  return { key, effect, ...(value === undefined || value === '' ? {} : { value }) };
}

/** As `parseTaint` reads it. */
export const taintText = ({ key, value, effect }: Taint): string =>
  `${key}${value === undefined ? '' : `=${value}`}:${effect}`;

/** As the kubelet's `--node-labels` has them, in the order of their keys. */
export const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/**
 * Whether a kubelet may give its own node the label: of those of Kubernetes itself, only these. Source: the admission plugin
 * NodeRestriction; a kubelet that asks for another does not start.
 */
export function kubeletMaySet(key: string): boolean {
  const [prefix = ''] = key.includes('/') ? key.split('/') : [];
  if (!/(^|\.)(kubernetes|k8s)\.io$/.test(prefix)) return true;
  return /(^|\.)(node|kubelet)\.kubernetes\.io$/.test(prefix);
}

/**
 * Whether Cluster API itself gives a node the label that its Machine has, and keeps it so. Source: `GetManagedLabels` of Cluster API v1.14.
 */
export function clusterApiSets(key: string): boolean {
  const [prefix = ''] = key.includes('/') ? key.split('/') : [];
  return (
    prefix === 'node-role.kubernetes.io' ||
    /(^|\.)(node-restriction\.kubernetes\.io|node\.cluster\.x-k8s\.io)$/.test(prefix)
  );
}
