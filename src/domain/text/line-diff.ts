/** Beyond so many differing lines a file is shown as replaced, because comparing takes the square of it. */
const mostCompared = 1_000;
const context = 2;

/**
 * What differs between two texts, line by line as a unified diff without file names: one hunk from the first difference to the last,
 * with two lines around it. Empty when nothing differs.
 */
export function lineDiff(before: string, after: string): readonly string[] {
  const old = before.split(/\r?\n/);
  const made = after.split(/\r?\n/);
  let head = 0;
  while (head < old.length && head < made.length && old[head] === made[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < made.length - head && old.at(-1 - tail) === made.at(-1 - tail)) tail += 1;
  const removed = old.slice(head, old.length - tail);
  const added = made.slice(head, made.length - tail);
  if (removed.length === 0 && added.length === 0) return [];
  const above = old.slice(Math.max(0, head - context), head);
  const below = old.slice(old.length - tail, old.length - tail + context);
  const lines = [...above.map(kept), ...merged(removed, added), ...below.map(kept)];
  const count = (sign: string): number => lines.filter((line) => !line.startsWith(sign)).length;
  const from = head - above.length + 1;
  return [`@@ -${from},${count('+')} +${from},${count('-')} @@`, ...lines];
}

const kept = (line: string): string => ` ${line}`;
const gone = (line: string): string => `-${line}`;
const come = (line: string): string => `+${line}`;

/** The shortest way from one to the other by their longest common subsequence. */
function merged(removed: readonly string[], added: readonly string[]): readonly string[] {
  if (removed.length > mostCompared || added.length > mostCompared) return [...removed.map(gone), ...added.map(come)];
  const common = Array.from({ length: removed.length + 1 }, () => new Uint16Array(added.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = removed.length - 1; i >= 0; i -= 1) {
    const row = common[i];
    for (let j = added.length - 1; j >= 0 && row !== undefined; j -= 1) {
      row[j] = removed[i] === added[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < removed.length || j < added.length) {
    const [old = '', made = ''] = [removed[i], added[j]];
    if (i < removed.length && j < added.length && old === made) {
      lines.push(kept(old));
      i += 1;
      j += 1;
    } else if (i < removed.length && (j >= added.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(gone(old));
      i += 1;
    } else {
      lines.push(come(made));
      j += 1;
    }
  }
  return lines;
}
