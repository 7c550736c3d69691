/** Bound of each pool: when it is full it starts again empty, and what objects already hold stays shared among them. */
const capacity = 20_000;

const strings = new Map<string, string>();

/** The one shared copy of a string that many objects hold. */
export function intern(value: string): string {
  const known = strings.get(value);
  if (known !== undefined) return known;
  if (strings.size >= capacity) strings.clear();
  strings.set(value, value);
  return value;
}

/** Shares values that are equal: labels, owners and finalizers repeat from machine to machine. */
export interface Pool<Value> {
  /** The value known under this key, which must say everything that the value does; else the one made now. */
  share(key: string, make: () => Value): Value;
}

export function pool<Value>(): Pool<Value> {
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
