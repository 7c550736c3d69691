import { humanDuration } from './duration.ts';
import type { TreeNode } from './tree-node.ts';
import { wrapMessage } from './wrap-message.ts';

const header = ['NAME', 'REPLICAS', 'AVAILABLE', 'READY', 'UP TO DATE', 'STATUS', 'REASON', 'SINCE', 'MESSAGE'];
const messageWidth = 100;

/**
 * The tree as the table that `clusterctl describe cluster` prints, without colours. `now` in milliseconds since the epoch;
 * without it the column of ages stays empty, so that equal objects print equally at any time.
 */
export function printTree(nodes: readonly TreeNode[], now?: number): string {
  const rows = nodes.flatMap((node) => rowsOf(node, '', '', now));
  const widths = header.map((title, column) =>
    Math.max(title.length + 1, ...rows.map((row) => width(row[column] ?? '') + 2)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('')
      .trimEnd();
  return [header, ...rows].map(line).join('\n');
}

/** `branch` leads to the node itself, `below` to what stands under it. */
function rowsOf(
  node: TreeNode,
  branch: string,
  below: string,
  now: number | undefined,
): readonly (readonly string[])[] {
  const [first = '', ...more] = wrapMessage(node.message, messageWidth).split('\n');
  const rows: string[][] = [
    [
      `${branch}${node.name}`,
      node.replicas,
      node.available,
      node.ready,
      node.upToDate,
      node.status,
      node.reason,
      node.since === undefined || now === undefined ? '' : humanDuration(now - node.since),
      first,
    ],
  ];
  const bar = node.children.length > 0 ? '│ ' : '';
  for (const line of more) rows.push([`${below}${bar}`, '', '', '', '', '', '', '', line]);
  const children = node.children.flatMap((child, index) => {
    const last = index === node.children.length - 1;
    return rowsOf(child, `${below}${last ? '└─' : '├─'}`, `${below}${last ? '  ' : '│ '}`, now);
  });
  return [...rows, ...children];
}

/** In characters: names and branches hold one cell each. */
const width = (text: string): number => [...text].length;
const pad = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - width(text)));
