import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}
interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly text: string;
  readonly imports: readonly Import[];
}

const importPattern = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)';|\bimport\('([^']+)'\)/gm;

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('.') ? relative(root, resolve(dirname(path), specifier)) : specifier;
    return { target, typeOnly: match[1] !== undefined };
  });
  return { path: relative(root, path), lines: text.split('\n').length - 1, text, imports };
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(join(source, path)));

/** What each room may import beside itself and `src/errors.ts`. Packages by name, folders by path. */
const rules: readonly (readonly [room: string, allowed: readonly string[]])[] = [
  ['src/domain/', ['yaml', 'ajv', 'node:crypto', 'node:zlib', 'src/schemas/read.ts (type)']],
  ['src/ports/', ['src/domain/']],
  ['src/workflows/', ['src/domain/', 'src/ports/']],
  ['src/github/', ['src/domain/', 'src/ports/', 'probot', 'octokit', '@octokit/', 'zod', 'node:']],
  ['src/kubernetes/', ['src/domain/', 'src/ports/', '@kubernetes/client-node', 'undici', 'node:']],
  ['src/queue/', ['src/domain/', 'src/ports/', 'pg-boss', 'pg', '@electric-sql/pglite', 'node:']],
  ['src/web/', ['src/domain/', 'src/ports/', 'node:']],
  ['src/telemetry/', ['src/domain/', 'src/ports/', 'pino', 'prom-client', 'node:']],
  ['src/configuration/', ['src/domain/', 'src/ports/', 'zod', 'yaml']],
  ['src/builders/', ['src/domain/', 'src/ports/', 'node:']],
  ['src/schemas/', ['node:']],
  ['src/sandbox/', ['src/schemas/', 'graphql', 'yaml', 'node:']],
];

const matches = (target: string, typeOnly: boolean, allowed: string): boolean => {
  if (allowed.endsWith(' (type)')) return typeOnly && target === allowed.slice(0, -' (type)'.length);
  return allowed.endsWith('/') || allowed === 'node:'
    ? target.startsWith(allowed)
    : target === allowed || target.startsWith(`${allowed}/`);
};

describe('imports point inwards', () => {
  test.each(rules)('%s', (room, allowed) => {
    const offences = files
      .filter((file) => file.path.startsWith(room))
      .flatMap((file) =>
        file.imports
          .filter(
            ({ target, typeOnly }) =>
              !target.startsWith(room) &&
              target !== 'src/errors.ts' &&
              !allowed.some((each) => matches(target, typeOnly, each)),
          )
          .map(({ target }) => `${file.path} imports ${target}`),
      );
    expect(offences).toEqual([]);
  });

  test('nobody but the command line imports the sandbox or the command line', () => {
    const offences = files
      .filter((file) => !file.path.startsWith('src/cli/') && !file.path.startsWith('src/sandbox/'))
      .flatMap((file) =>
        file.imports
          .filter(({ target }) => /^src\/(cli|sandbox)\//.test(target))
          .map(({ target }) => `${file.path} imports ${target}`),
      );
    expect(offences).toEqual([]);
  });

  test('no value import runs in a circle', () => {
    const graph = new Map(
      files.map((file) => [file.path, file.imports.filter((each) => !each.typeOnly).map((each) => each.target)]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const target of graph.get(path) ?? []) if (graph.has(target)) visit(target, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });
});

describe('bans', () => {
  const bans: readonly (readonly [what: string, where: RegExp, pattern: RegExp])[] = [
    ['the clock in the domain', /^src\/domain\//, /\bDate\.now\b|\bnew Date\(\)/],
    ['chance in the domain', /^src\/domain\//, /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b/],
    ['the process in the domain and the workflows', /^src\/(domain|workflows|ports)\//, /\bprocess\./],
    ['a logger in the domain', /^src\/domain\//, /\bconsole\./],
    [
      'the environment outside main and the command line',
      /^src\/(?!main\.ts|plain-environment\.ts|cli\/)/,
      /\bprocess\.env\b/,
    ],
  ];
  test.each(bans)('%s', (_what, where, pattern) => {
    const offences = files.filter((file) => where.test(file.path) && pattern.test(file.text)).map((file) => file.path);
    expect(offences).toEqual([]);
  });

  test('no file is longer than 300 lines', () => {
    const long = files.filter((file) => file.lines > 300).map((file) => `${file.path}: ${file.lines}`);
    expect(long).toEqual([]);
  });

  test('no file is called utils, helpers or manager', () => {
    expect(files.map((file) => file.path).filter((path) => /(utils?|helpers?|manager)\.ts$/.test(path))).toEqual([]);
  });
});
