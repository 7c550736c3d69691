/**
 * One copy of each repeated string or value: thousands of objects say `Available`, `cluster.x-k8s.io`, the same labels.
 * Bounded: when full it starts again empty, and what objects already hold stays shared among them.
 */
export interface Pool<Value> {
  share(key: string, make: () => Value): Value;
}

export function pool<Value>(capacity: number): Pool<Value> {
  const known = new Map<string, Value>();
  return {
    share(key, make) {
      const found = known.get(key);
      if (found !== undefined) return found;
      if (known.size >= capacity) known.clear();
      const made = make();
      known.set(key, made);
      return made;
    },
  };
}

const strings = new Map<string, string>();

/** The one shared copy of a string that many objects hold. */
export function intern(value: string): string {
  const known = strings.get(value);
  if (known !== undefined) return known;
  if (strings.size >= 20_000) strings.clear();
  strings.set(value, value);
  return value;
}
