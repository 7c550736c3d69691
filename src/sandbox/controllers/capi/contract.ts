import { readCrdIndex } from '../../../schemas/read.ts';

const contracts = new Map<string, 'v1beta1' | 'v1beta2'>();

/** The newest Cluster API contract that a kind's CRD is labelled with. */
export const contractOf = (group: string, kind: string): 'v1beta1' | 'v1beta2' => {
  const key = `${group}/${kind}`;
  let known = contracts.get(key);
  if (known === undefined) {
    const labels = readCrdIndex().find((entry) => entry.group === group && entry.kind === kind)?.labels ?? {};
    known = 'cluster.x-k8s.io/v1beta2' in labels ? 'v1beta2' : 'v1beta1';
    contracts.set(key, known);
  }
  return known;
};

/** The `apiVersion` that Cluster API resolves a reference of this kind to: what the contract label names. */
export const contractVersion = (group: string, kind: string): string | undefined => {
  const entry = readCrdIndex().find((known) => known.group === group && known.kind === kind);
  const label = entry?.labels[`cluster.x-k8s.io/${contractOf(group, kind)}`];
  const version = label?.split('_').at(-1) ?? entry?.versions.find((known) => known.storage)?.name;
  return version === undefined ? undefined : `${group}/${version}`;
};
