import { list, record, text, texts } from './json.ts';
import type { Selector } from './packed-object.ts';

/** A label selector such as `spec.clusterSelector` of a HelmChartProxy; what is malformed in it is left out. */
export function decodeSelector(value: unknown): Selector | undefined {
  const raw = record(value);
  if (raw === undefined) return undefined;
  const labels = Object.entries(record(raw.matchLabels) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const matchExpressions = list(raw.matchExpressions).flatMap((item) => {
    const [key, operator] = [text(record(item)?.key), text(record(item)?.operator)];
    if (key === undefined || operator === undefined) return [];
    return [{ key, operator, values: texts(record(item)?.values) }];
  });
  return { matchLabels: Object.fromEntries(labels), matchExpressions };
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
