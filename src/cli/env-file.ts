/** A value as `--env-file` reads it back: line ends stand as \n within double quotes. */
function written(value: string): string {
  const bare = value.replace(/^"([\s\S]*)"$/, '$1');
  return /^[\w./:@+=*,-]*$/.test(bare) ? bare : `"${bare.replaceAll('\n', '\\n')}"`;
}

/**
 * The text of an .env with settings in it: in place of a line that left one empty, else at the end. Everything else stays,
 * comments included, and the last line is ended, so that another one may be added after it.
 */
export function withSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    const line = `${name}=${written(value)}`;
    const at = lines.findIndex((each) => each.trim() === `${name}=`);
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  return `${lines.join('\n')}\n`;
}
