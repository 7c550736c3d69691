import type { Html } from '../html.ts';
import { type References, renderInline } from './inline.ts';
import {
  type Alignment,
  fenceStart,
  heading,
  indentOf,
  interrupts,
  isBlank,
  isFenceEnd,
  isHtml,
  isRule,
  itemStart,
  tableAlignments,
  tableCells,
} from './line.ts';
import { createSink, decodeEntities, type Sink } from './sink.ts';

export type { References } from './inline.ts';

const deepest = 16;
const nothing: References = { mention: () => undefined, issue: () => undefined };

/**
 * GitHub Flavored Markdown, as far as issues use it, to safe markup. Time grows with the length of the text only.
 * `breaks`: a line's end is a line break, as in comments; files have it off.
 */
export function renderMarkdown(text: string, references: References = nothing, breaks = false): Html {
  const sink = createSink();
  const lines = text.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').replace(/\t/g, '    ').split('\n');
  writeBlocks({ sink, references, breaks }, lines, 0, false);
  return { markup: sink.end() };
}

interface Writing {
  readonly sink: Sink;
  readonly references: References;
  readonly breaks: boolean;
}

/** `tight`: paragraphs of a list without blank lines get no element of their own. */
function writeBlocks(to: Writing, lines: readonly string[], depth: number, tight: boolean): void {
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (isBlank(line)) at += 1;
    else if (indentOf(line) >= 4) at = writeIndentedCode(to, lines, at);
    else at = writeBlock(to, lines, at, depth, tight);
  }
}

function writeBlock(to: Writing, lines: readonly string[], at: number, depth: number, tight: boolean): number {
  const { sink } = to;
  const line = lines[at] ?? '';
  const fence = fenceStart(line);
  if (fence) return writeFence(to, lines, at, fence);
  if (/^ {0,3}<!--/.test(line)) return skipComment(to, lines, at);
  const title = heading(line);
  if (title) {
    sink.open(`h${title.level}`);
    renderInline(sink, title.text, to.references, to.breaks);
    sink.close();
    return at + 1;
  }
  if (isRule(line)) {
    sink.single('hr');
    return at + 1;
  }
  if (depth < deepest && /^ {0,3}>/.test(line)) return writeQuote(to, lines, at, depth);
  if (depth < deepest && itemStart(line)) return writeList(to, lines, at, depth);
  if (isHtml(line)) return writeHtml(to, lines, at);
  const alignments = line.includes('|') ? tableAlignments(lines[at + 1]) : undefined;
  if (alignments?.length === tableCells(line).length) return writeTable(to, lines, at, alignments);
  return writeParagraph(to, lines, at, tight);
}

function writeIndentedCode({ sink }: Writing, lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && (isBlank(lines[end]) || indentOf(lines[end] ?? '') >= 4)) end += 1;
  const code = lines.slice(start, end).map((line) => line.slice(4));
  writeCode(sink, code.join('\n').trimEnd(), '');
  return end;
}

function writeFence(
  { sink }: Writing,
  lines: readonly string[],
  start: number,
  { fence, info }: { readonly fence: string; readonly info: string },
): number {
  const indent = indentOf(lines[start] ?? '');
  const code: string[] = [];
  let at = start + 1;
  for (; at < lines.length && !isFenceEnd(lines[at] ?? '', fence); at += 1) {
    const line = lines[at] ?? '';
    code.push(line.slice(Math.min(indent, indentOf(line))));
  }
  writeCode(sink, code.join('\n'), info.split(/\s/)[0] ?? '');
  return at + 1;
}

const diffClass = (line: string): string | undefined =>
  line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : line.startsWith('@@') ? 'hunk' : undefined;

function writeCode(sink: Sink, code: string, language: string): void {
  sink.open('pre', { tabindex: '0' });
  sink.open('code');
  for (const line of language === 'diff' ? code.split('\n') : []) {
    const kind = diffClass(line);
    if (kind) sink.open('span', { class: `code-${kind}` });
    sink.text(line);
    if (kind) sink.close();
    sink.text('\n');
  }
  if (language !== 'diff') sink.text(code);
  sink.close();
  sink.close();
}

/** A comment is not shown. One that nobody ended hides the rest, as at GitHub. */
function skipComment(to: Writing, lines: readonly string[], start: number): number {
  for (let at = start; at < lines.length; at += 1) {
    const end = lines[at]?.indexOf('-->', at === start ? (lines[at]?.indexOf('<!--') ?? 0) + 4 : 0) ?? -1;
    if (end < 0) continue;
    renderInline(to.sink, lines[at]?.slice(end + 3) ?? '', to.references, to.breaks);
    return at + 1;
  }
  return lines.length;
}

const alerts = ['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION'];

function writeQuote(to: Writing, lines: readonly string[], start: number, depth: number): number {
  const inner: string[] = [];
  let at = start;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const quoted = /^ {0,3}> ?/.exec(line);
    if (quoted) inner.push(line.slice(quoted[0].length));
    else if (isBlank(line) || interrupts(line) || isBlank(inner.at(-1))) break;
    else inner.push(line);
  }
  const alert = alerts.find((each) => inner[0]?.trim() === `[!${each}]`);
  if (alert) {
    to.sink.open('div', { class: `alert alert-${alert.toLowerCase()}` });
    to.sink.open('p', { class: 'alert-title' });
    to.sink.text(`${alert[0]}${alert.slice(1).toLowerCase()}`);
    to.sink.close();
  } else to.sink.open('blockquote');
  writeBlocks(to, alert ? inner.slice(1) : inner, depth + 1, false);
  to.sink.close();
  return at;
}

function writeList(to: Writing, lines: readonly string[], start: number, depth: number): number {
  const first = itemStart(lines[start] ?? '');
  const items: string[][] = [];
  let loose = false;
  let at = start;
  while (at < lines.length) {
    const begin = itemStart(lines[at] ?? '');
    if (!begin || begin.ordered !== first?.ordered || begin.sign !== first.sign) break;
    const item = [begin.text];
    at += 1;
    for (; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      if (isBlank(line)) item.push('');
      else if (indentOf(line) >= begin.indent) item.push(line.slice(begin.indent));
      else if (isBlank(item.at(-1)) || interrupts(line) || itemStart(line)) break;
      else item.push(line.trimStart());
    }
    const trailing = isBlank(item.at(-1));
    while (item.length > 1 && isBlank(item.at(-1))) item.pop();
    loose ||= item.some(isBlank) && item.length > 1 && hasGap(item);
    const next = itemStart(lines[at] ?? '');
    loose ||= trailing && next !== undefined && next.ordered === first.ordered && next.sign === first.sign;
    items.push(item);
  }
  const tasks = items.some(([text]) => /^\[[ xX]\] /.test(text ?? ''));
  const attributes = {
    ...(first?.ordered && first.number !== 1 ? { start: String(first.number) } : {}),
    ...(tasks ? { class: 'tasks' } : {}),
  };
  to.sink.open(first?.ordered ? 'ol' : 'ul', attributes);
  for (const item of items) writeItem(to, item, depth, !loose);
  to.sink.close();
  return at;
}

/** Whether a blank line parts the item's own blocks; one within fenced code does not count. */
function hasGap(item: readonly string[]): boolean {
  let fence: string | undefined;
  for (const line of item) {
    if (fence !== undefined) fence = isFenceEnd(line, fence) ? undefined : fence;
    else if (isBlank(line)) return true;
    else fence = fenceStart(line)?.fence;
  }
  return false;
}

function writeItem(to: Writing, item: readonly string[], depth: number, tight: boolean): void {
  const task = /^\[([ xX])\] /.exec(item[0] ?? '');
  to.sink.open('li', task ? { class: 'task' } : {});
  if (task) {
    const done = task[1] !== ' ';
    to.sink.single('input', {
      type: 'checkbox',
      disabled: '',
      ...(done ? { checked: '' } : {}),
      'aria-label': done ? 'Done' : 'To do',
    });
    to.sink.text(' ');
  }
  const [first = '', ...rest] = item;
  writeBlocks(to, [task ? first.slice(4) : first, ...rest], depth + 1, tight);
  to.sink.close();
}

/** HTML up to a blank line: allowed tags as they are, everything else as text. */
function writeHtml(to: Writing, lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && !isBlank(lines[end])) end += 1;
  for (const part of withoutComments(lines.slice(start, end).join('\n')).split(/(<[^<>]*>)/))
    if (!(part.startsWith('<') && to.sink.foreign(part)) && part !== '') to.sink.text(decodeEntities(part));
  return end;
}

function withoutComments(text: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf('<!--', at);
    if (start < 0) return kept + text.slice(at);
    kept += text.slice(at, start);
    const end = text.indexOf('-->', start + 4);
    if (end < 0) return kept;
    at = end + 3;
  }
}

function writeTable(to: Writing, lines: readonly string[], start: number, alignments: readonly Alignment[]): number {
  const { sink } = to;
  const row = (line: string, tag: 'th' | 'td') => {
    sink.open('tr');
    for (const [column, cell] of tableCells(line).slice(0, alignments.length).entries()) {
      const alignment = alignments[column];
      sink.open(tag, alignment ? { class: `align-${alignment}` } : {});
      renderInline(sink, cell, to.references, to.breaks);
      sink.close();
    }
    sink.close();
  };
  sink.open('div', { class: 'table-box', tabindex: '0', role: 'region', 'aria-label': 'Table' });
  sink.open('table');
  sink.open('thead');
  row(lines[start] ?? '', 'th');
  sink.close();
  sink.open('tbody');
  let at = start + 2;
  for (; at < lines.length && !isBlank(lines[at]) && !interrupts(lines[at] ?? ''); at += 1) row(lines[at] ?? '', 'td');
  for (let element = 0; element < 3; element += 1) sink.close();
  return at;
}

function writeParagraph(to: Writing, lines: readonly string[], start: number, tight: boolean): number {
  const { sink } = to;
  const text = [lines[start]?.trimStart() ?? ''];
  let at = start + 1;
  let level: number | undefined;
  for (; at < lines.length && !isBlank(lines[at]); at += 1) {
    const line = lines[at] ?? '';
    if (/^ {0,3}(?:=+|-+) *$/.test(line)) {
      level = line.includes('=') ? 1 : 2;
      at += 1;
      break;
    }
    if (indentOf(line) < 4 && interrupts(line)) break;
    text.push(line.trimStart());
  }
  if (level !== undefined) sink.open(`h${level}`);
  else if (!tight) sink.open('p');
  renderInline(sink, text.join('\n').trimEnd(), to.references, to.breaks);
  if (level !== undefined || !tight) sink.close();
  else sink.text('\n');
  return at;
}
