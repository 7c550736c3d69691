import type { Wave } from '../fleet/waves.ts';
import { table } from './markdown.ts';

/** Of very many waves only those about the current one are shown. */
const mostShown = 12;

/** The waves of a command as a table; nothing where there is one. */
export function wavesTable(wave: Wave | undefined, stopped = false): string {
  if (wave === undefined || wave.sizes.length < 2) return '';
  const { sizes, at } = wave;
  const rows = sizes.map((size, index) => [String(index + 1), String(size), stateOf(index, at, stopped)]);
  const from = Math.max(0, Math.min(at - 2, rows.length - mostShown));
  const shown = table(['Wave', 'Clusters', ''], rows.slice(from, from + mostShown));
  return rows.length > mostShown ? `${shown}\n\n${rows.length} waves in all.` : shown;
}

function stateOf(index: number, at: number, stopped: boolean): string {
  if (index < at) return '✅ done before';
  if (index === at) return '▶️ this pull request';
  return stopped ? '⏹️ stopped' : '⏳ waits until the one before is merged and ready';
}
