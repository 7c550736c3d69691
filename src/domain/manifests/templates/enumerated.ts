/** More are counted, not named. */
const mostNamed = 20;

/** `a, b and c`, or the first ones `and 7 more`. */
export function enumerated(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  if (rest > 0) return `${names.slice(0, mostNamed).join(', ')} and ${rest} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
