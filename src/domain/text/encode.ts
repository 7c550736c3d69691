import { visibleLine, visibleText } from './characters.ts';

// GitHub looks for mentions, references and addresses in the rendered text, so neither a backslash nor an entity
// stops them: only a character in between does. A zero-width space is what GitHub's own Dependabot uses.
const gap = '&#8203;';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  // `\$` still opens mathematics on GitHub
  $: '&#36;',
  // a backslash before these is CommonMark's own way
  '\\': '\\\\',
  '`': '\\`',
  '*': '\\*',
  _: '\\_',
  '[': '\\[',
  ']': '\\]',
  '~': '\\~',
};

// Stand-ins while escaping, so that it does not touch what it adds itself.
const gapMark = '\ue000';
const backslashMark = '\ue001';

/** A gap goes after each of these. Lookaheads are bounded, so that no text makes matching slower than linear. */
const references =
  /@|#(?=\d)|(?<![a-z0-9])(?:GH|GHSA)-(?=[0-9a-z])|www(?=\.)|:(?=\/\/)|:(?=[a-z0-9_+-]{1,40}:)|(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])/gi;

/** Block markup that could begin at the start of a line: headings, lists, rules, setext underlines, table delimiters. */
const blockStart = /^(?:(?=[#+:=-])|(?:\d\ue000?){1,9}(?=[.)]))/;

/**
 * Foreign text as inert inline Markdown on one line: it mentions nobody, refers to nothing, links nowhere and formats
 * nothing, and reads as it was written. Control, bidirectional and zero-width characters are removed, line breaks
 * become spaces. Clip before encoding, never after.
 */
export function encodeMarkdown(text: string): string {
  return visibleLine(text)
    .replace(/[\ue000\ue001]/g, '')
    .replace(references, (found) => found.replace(/.{6}(?=.)|.$/g, `$&${gapMark}`))
    .replace(blockStart, `$&${backslashMark}`)
    .replace(/[&<>|$\\`*_[\]~]/g, (found) => escapes[found] ?? found)
    .replaceAll(gapMark, gap)
    .replaceAll(backslashMark, '\\');
}

/** Foreign text must never carry one of our own hidden markers, not even one that was copied whole. */
function withoutMarkers(text: string): string {
  return text.replaceAll('<!-- clusterops:', '<!\u200b-- clusterops:');
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (let at = 0; at < text.length; at += 1) {
    run = text.charAt(at) === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/** Foreign text as a code span on one line, delimited by one backtick more than any run inside. */
export function codeSpan(text: string): string {
  const line = withoutMarkers(visibleLine(text));
  if (line === '') return '` `';
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Foreign text as a fenced block; the fence is longer than any run of backticks inside. Keeps line breaks and tabs. */
export function codeBlock(text: string, language = ''): string {
  const content = withoutMarkers(visibleText(text)).replace(/\n$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(content, '`') + 1));
  return `${fence}${language.replace(/[^A-Za-z0-9+-]/g, '')}\n${content}\n${fence}`;
}

/** Foreign text as the content of one table cell. */
export function tableCell(text: string): string {
  return encodeMarkdown(text) || ' ';
}

/** A table row of cells that are already safe Markdown (encoded text, code spans, links of ours). */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(fitCell).join(' | ')} |`;
}

/** GFM splits cells before it reads code spans, so a pipe needs a backslash there too. */
function fitCell(markdown: string): string {
  let out = '';
  let backslashes = 0;
  for (const character of markdown.replace(/\s*[\r\n]+\s*/g, ' ')) {
    if (character === '|' && backslashes % 2 === 0) out += '\\';
    backslashes = character === '\\' ? backslashes + 1 : 0;
    out += character;
  }
  return backslashes % 2 === 1 ? `${out}\\` : out;
}
