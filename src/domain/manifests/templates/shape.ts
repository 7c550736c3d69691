import type { Located } from '../source/located.ts';

/**
 * Whether two values are built alike: the same mappings, keys and lists, whatever the scalars say. `anyKey` marks a key that a
 * value stands in, which may differ.
 */
export function sameShape(left: Located, right: Located, anyKey: (key: string) => boolean): boolean {
  if (left.kind === 'map' && right.kind === 'map') {
    const [ours, theirs] = [[...left.entries], [...right.entries]];
    return (
      ours.length === theirs.length &&
      ours.every(([key, { value }], index) => {
        const [otherKey = '', other] = theirs[index] ?? [];
        return other !== undefined && (key === otherKey || anyKey(key)) && sameShape(value, other.value, anyKey);
      })
    );
  }
  if (left.kind === 'list' && right.kind === 'list') {
    return (
      left.items.length === right.items.length &&
      left.items.every((item, index) => {
        const other = right.items[index];
        return other !== undefined && sameShape(item, other, anyKey);
      })
    );
  }
  return left.kind === 'scalar' && right.kind === 'scalar';
}
