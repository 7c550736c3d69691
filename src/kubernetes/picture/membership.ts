import type { ObservedObject } from '../../domain/health/objects.ts';
import { at, record, text } from '../decode/json.ts';

const clusterGroup = 'cluster.x-k8s.io';
const nameLabel = 'cluster.x-k8s.io/cluster-name';

export const isCluster = (object: { readonly group: string; readonly kind: string }): boolean =>
  object.kind === 'Cluster' && object.group === clusterGroup;

/**
 * The workload cluster that an object says it belongs to: by label, by `spec.clusterName`, by its owner, or, for a
 * ClusterResourceSetBinding, by its own name. `undefined` when it does not say.
 */
export function claimedCluster(object: ObservedObject, raw: unknown): string | undefined {
  if (isCluster(object)) return object.name;
  const label = object.labels[nameLabel];
  if (label !== undefined && label !== '') return label;
  const named = text(at(raw, 'spec', 'clusterName'));
  if (named !== undefined) return named;
  const owner = object.owners.find(isCluster);
  if (owner !== undefined) return owner.name;
  return object.kind === 'ClusterResourceSetBinding' ? object.name : undefined;
}

/** Which clusters an add-on object is for; absent when the object selects none. */
export interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** `spec.clusterSelector` of a HelmChartProxy or ClusterResourceSet. */
export function decodeSelector(raw: unknown): Selector | undefined {
  const selector = record(at(raw, 'spec', 'clusterSelector'));
  if (selector === undefined) return undefined;
  const matchLabels = Object.entries(record(selector.matchLabels) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const expressions = Array.isArray(selector.matchExpressions) ? selector.matchExpressions : [];
  return {
    matchLabels: Object.fromEntries(matchLabels),
    matchExpressions: expressions.flatMap((item: unknown) => {
      const [key, operator] = [text(at(item, 'key')), text(at(item, 'operator'))];
      if (key === undefined || operator === undefined) return [];
      const values = at(item, 'values');
      return [
        { key, operator, values: Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [] },
      ];
    }),
  };
}

/** Kubernetes' rule for label selectors; an operator that is not known matches nothing. */
export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels)) if (labels[key] !== value) return false;
  return selector.matchExpressions.every(({ key, operator, values }) => {
    const value = labels[key];
    if (operator === 'In') return value !== undefined && values.includes(value);
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    if (operator === 'Exists') return value !== undefined;
    return operator === 'DoesNotExist' && value === undefined;
  });
}
