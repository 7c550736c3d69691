/** A list item's first line: its marker, and where its text begins. */
export interface ItemStart {
  readonly ordered: boolean;
  /** Items of one list have the same bullet or the same sign after the number. */
  readonly sign: string;
  readonly number: number;
  /** Columns that the item's further lines are indented by. */
  readonly indent: number;
  readonly text: string;
}

export const isBlank = (line: string | undefined): boolean => line !== undefined && line.trim() === '';
export const indentOf = (line: string): number => line.length - line.trimStart().length;

export function itemStart(line: string): ItemStart | undefined {
  const match = /^( {0,3})([-*+]|(\d{1,9})([.)]))(?: |$)/.exec(line);
  if (!match || isRule(line)) return undefined;
  const marker = (match[1] ?? '').length + (match[2] ?? '').length;
  const after = line.slice(marker);
  const spaces = indentOf(after);
  // Five blanks or more begin indented code within the item.
  const gap = after.trim() === '' || spaces > 4 ? 1 : spaces;
  return {
    ordered: match[3] !== undefined,
    sign: match[4] ?? match[2] ?? '',
    number: Number(match[3] ?? 0),
    indent: marker + gap,
    text: after.slice(gap),
  };
}

/** `---`, `***`, `___`, with blanks between. */
export function isRule(line: string): boolean {
  if (indentOf(line) > 3) return false;
  const marks = line.replace(/\s/g, '');
  return marks.length >= 3 && '-*_'.includes(marks[0] ?? '') && marks === (marks[0] ?? '').repeat(marks.length);
}

export function fenceStart(line: string): { readonly fence: string; readonly info: string } | undefined {
  const match = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
  const [, fence = '', info = ''] = match ?? [];
  return match && !(fence.startsWith('`') && info.includes('`')) ? { fence, info: info.trim() } : undefined;
}

export function isFenceEnd(line: string, fence: string): boolean {
  const text = line.trim();
  return indentOf(line) <= 3 && text.length >= fence.length && text === (fence[0] ?? '').repeat(text.length);
}

export function heading(line: string): { readonly level: number; readonly text: string } | undefined {
  const match = /^ {0,3}(#{1,6})(?:[ \t]|$)/.exec(line);
  if (!match) return undefined;
  const text = line.slice(match[0].length).trim();
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  const closed = end === 0 || /\s/.test(text[end - 1] ?? '');
  return { level: match[1]?.length ?? 1, text: closed ? text.slice(0, end).trim() : text };
}

const blockTags =
  /^ {0,3}<\/?(?:details|summary|table|thead|tbody|tr|td|th|p|div|h[1-6]|ul|ol|li|blockquote|pre|hr)(?=[\s/>]|$)/i;

/** A line of HTML whose text is not Markdown, up to the next blank line. */
export const isHtml = (line: string): boolean => blockTags.test(line);

/** Ends a paragraph without a blank line between. */
export function interrupts(line: string): boolean {
  const item = itemStart(line);
  return (
    (item !== undefined && item.text.trim() !== '' && (!item.ordered || item.number === 1)) ||
    isRule(line) ||
    fenceStart(line) !== undefined ||
    heading(line) !== undefined ||
    /^ {0,3}>/.test(line) ||
    /^ {0,3}<!--/.test(line) ||
    isHtml(line)
  );
}

/** Cells of a table's row; `\|` is a bar within a cell. */
export function tableCells(line: string): string[] {
  const row = line.trim().replace(/^\|/, '');
  const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells;
}

export type Alignment = 'left' | 'center' | 'right' | undefined;

/** The alignments that a table's second line gives; `undefined` when it is no such line. */
export function tableAlignments(line: string | undefined): readonly Alignment[] | undefined {
  if (!line?.includes('-') || !/[|:]/.test(line)) return undefined;
  const cells = tableCells(line);
  if (!cells.every((cell) => /^:?-+:?$/.test(cell))) return undefined;
  return cells.map((cell) => {
    if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
    return cell.startsWith(':') ? 'left' : undefined;
  });
}
