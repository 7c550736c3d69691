/** Whether the configuration protects a cluster of this name from deletion; `*` in a pattern stands for any characters. */
export function isProtected(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fits(name, pattern.split('*')));
}

/** Linear in the name: each part is looked for once, behind the one before. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.at(-1);
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of others.slice(0, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
