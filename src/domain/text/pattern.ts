/** Whether a text fits a pattern in which `*` stands for any characters. */
export const fitsPattern = (text: string, pattern: string): boolean => fits(text, pattern.split('*'));

/** Linear in the text: each part is looked for once, behind the one before. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.at(-1);
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of others.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
