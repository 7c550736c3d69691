/**
 * A message on lines shorter than `width` bytes of UTF-8, as far as its words allow. Line breaks stay; a wrapped line is
 * indented like its first one, below the text of a `* ` item. The rule of clusterctl's own table.
 */
export function wrapMessage(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): readonly string[] {
  const lead = /^ */.exec(line)?.[0] ?? '';
  const indent = line.trim().startsWith('* ') ? `${lead}  ` : lead;
  const lines: string[] = [];
  let current = lead;
  for (const word of line.split(/[\t\n\f\r ]+/)) {
    if (bytes(current) + bytes(word) < width) {
      current += current.trim() === '' ? word : ` ${word}`;
    } else {
      lines.push(current);
      current = indent + word;
    }
  }
  return [...lines, current];
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;
