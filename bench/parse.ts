import { parseComment } from '../src/domain/command/parse.ts';
import { type Figure, figure } from './support/figure.ts';

const size = 64 * 1024;
const limit = 5;
const rounds = 25;

const fill = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** Comments of 64 KB that somebody could post to make parsing slow; most of them take Markdown libraries seconds. */
const shapes: Readonly<Record<string, string>> = {
  'list markers': fill('1. '),
  'nested quotations': fill('>'),
  'quoted lines': fill('> a\n'),
  backticks: fill('`'),
  'fences opened and closed': fill('```\n'),
  'fences that nothing closes': fill('~~~a\n~~~ b\n'),
  'comment openers': fill('a <!--\n'),
  'comment openers and one closer': `${fill('a <!--\n')}-->`,
  'comments in lines': fill('a <!-- -->'),
  'raw HTML': fill('<pre>\n'),
  'slashes alone': fill('/\n'),
  'paths of the file system': fill('/usr/lib\n'),
  'near misses': fill('/creatx-clustrr\n'),
  'near misses, all different': Array.from({ length: 5000 }, (_, index) => `/create-clus${index}`).join('\n'),
  'words of other bots': Array.from({ length: 5000 }, (_, index) => `/lgtm-${index}`).join('\n'),
  'thousands of commands': fill('/help\n'),
  'thousands of words': `/create-cluster ${fill('a ')}`,
  'thousands of regions': `/create-cluster ${Array.from({ length: 9000 }, (_, index) => `r${index}`).join(',')}`,
  'thousands of unknown keys': `/create-cluster ${fill('controlplanemachinetypf=1 ')}`,
  'ten lines of unknown keys': Array(10)
    .fill(`/create-cluster ${fill('wrokers=1 ').slice(0, 6500)}`)
    .join('\n'),
  'a quote never closed': `/create-cluster "${fill('a')}`,
  escapes: `/create-cluster "${fill('\\"')}`,
  'typographic quotes': `/create-cluster ${fill('“a ')}`,
  'one long value': `/create-cluster name=${fill('a.')}`,
  'empty lines': fill('\r\n'),
  'characters of several units': fill('/ｃ😀\u202e\n'),
};

/** A hostile 64 KB comment parses in under 5 ms: the median of each shape, the slowest shape counts. */
export async function figures(): Promise<Figure[]> {
  const medians = Object.entries(shapes).map(([name, body]) => ({
    name,
    median: medianOf(() => parseComment(body.slice(0, size))),
  }));
  const worst = medians.reduce((slowest, each) => (each.median > slowest.median ? each : slowest));
  const note = `slowest of ${medians.length} shapes: ${worst.name}`;
  return [figure('parse of a hostile 64 KB comment', worst.median, 'ms', limit, 'lower', note)];
}

function medianOf(run: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
