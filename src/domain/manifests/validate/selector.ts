import { itemsAt, type Located, textAt, textsAt } from '../source/located.ts';

type Labels = Readonly<Record<string, string | undefined>>;

/**
 * Whether a label selector (matchLabels, matchExpressions) selects something of these labels. A label whose value is not known is
 * there as undefined, and matches any value.
 */
export function selects(selector: Located | undefined, labels: Labels): boolean {
  const has = (key: string): boolean => Object.hasOwn(labels, key);
  const isOneOf = (key: string, values: readonly (string | undefined)[]): boolean =>
    has(key) && (labels[key] === undefined || values.includes(labels[key]));
  const exact = Object.entries(textsAt(selector, 'matchLabels')).every(([key, value]) => isOneOf(key, [value]));
  return (
    exact &&
    itemsAt(selector, 'matchExpressions').every((expression) => {
      const key = textAt(expression, 'key') ?? '';
      const values = itemsAt(expression, 'values').map((item) => textAt(item));
      switch (textAt(expression, 'operator')) {
        case 'In':
          return isOneOf(key, values);
        case 'NotIn':
          return labels[key] === undefined || !values.includes(labels[key]);
        case 'Exists':
          return has(key);
        case 'DoesNotExist':
          return !has(key);
        default:
          return false;
      }
    })
  );
}
