import { LineCounter } from 'yaml';
import type { Place } from '../../finding.ts';
import type { Piece } from './substitute.ts';

export interface Lines {
  readonly place: (offset: number) => Place;
  readonly offset: (line: number, column: number) => number;
}

/** Lines and columns of a file's text, by offset and back. */
export function linesOf(path: string, text: string): Lines {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  return {
    place: (offset) => {
      const { line, col } = counter.linePos(offset);
      return { path, line, column: col };
    },
    offset: (line, column) => (counter.lineStarts[line - 1] ?? 0) + column - 1,
  };
}

/** Finds the place in a template that an offset of the rendered text comes from: what a value made points at its use. */
export function originOf(pieces: readonly Piece[]): (offset: number) => number {
  let length = 0;
  const starts = pieces.map(({ text }) => {
    const start = length;
    length += text.length;
    return start;
  });
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const piece = pieces[low - 1];
    if (piece === undefined) return 0;
    return piece.literal ? piece.at + offset - (starts[low - 1] ?? 0) : piece.at;
  };
}
