import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/program.ts';
import { parseCommandLine } from '../src/domain/command/parse.ts';
import { commandNamed } from '../src/domain/command/table.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })].sort();

/** A piece of code on a page: a line of a block, or a span within a sentence. */
interface Shown {
  readonly text: string;
  readonly inBlock: boolean;
}

function shownOn(page: string): readonly Shown[] {
  const shown: Shown[] = [];
  let inBlock = false;
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/\\\n\s*/g, ' ');
  for (const line of text.split('\n')) {
    if (/^\s*```/.test(line)) inBlock = !inBlock;
    else if (inBlock) shown.push({ text: line.replace(/^\$ /, ''), inBlock });
    else for (const [, span = ''] of line.matchAll(/`([^`]+)`/g)) shown.push({ text: span, inBlock });
  }
  return shown;
}

const all = pages.flatMap((page) => shownOn(page).map((shown) => ({ page, ...shown })));

/** The words of a line as a shell reads them, without its comment. */
function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\s#\s.*$/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
  return words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
}

describe('the command line', () => {
  const begins = /^(?:npm run clusterops -- |clusterops |npm run (?=demo\b|setup\b)|.*node dist\/cli\/main\.js )(.+)$/;
  const lines = all.flatMap(({ text, ...where }) => {
    const given = begins.exec(text)?.[1];
    return given === undefined ? [] : [{ ...where, given: given.replace(/^(demo|setup) -- /, '$1 ') }];
  });

  /** The program, with nothing behind its commands. */
  function idle(): Command {
    const program = createProgram(() => {});
    const quiet = (command: Command): void => {
      command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
      if (command.commands.length === 0) command.action(() => {});
      command.commands.forEach(quiet);
    };
    quiet(program);
    return program;
  }

  /** Whether it only names a command, as one does within a sentence. */
  function names(words: readonly string[]): boolean {
    let commands = idle().commands;
    for (const word of words) {
      const found = commands.find((each) => each.name() === word);
      if (found === undefined) return false;
      commands = found.commands;
    }
    return true;
  }

  test('is shown in the documentation', () => {
    expect(lines.length).toBeGreaterThan(20);
  });

  test.each(lines)('$page: $given', ({ given, inBlock }) => {
    const words = wordsOf(given);
    if (!inBlock && names(words)) return;
    expect(() => idle().parse(words, { from: 'user' })).not.toThrow();
    const command = words.find((word) => word.startsWith('/') && /^\/[a-z-]+ /.test(word));
    if (command !== undefined) expect(parseCommandLine(command)).toMatchObject({ kind: 'command' });
  });
});

describe('the commands of comments', () => {
  /** Addresses and folders that look like them. */
  const others = new Set(['/data', '/healthz', '/readyz', '/metrics']);
  const lines = all
    .filter(({ page }) => page !== 'docs/commands.md')
    .flatMap(({ text, ...where }) => {
      const given = /^(?:.* commented )?(\/[a-z]+(?:-[a-z]+)*(?:\s.*)?)$/
        .exec(text)?.[1]
        ?.replace(/\s#\s.*$/, '')
        .trim();
      return given === undefined || others.has(given) ? [] : [{ ...where, given }];
    });

  test('are shown in the documentation', () => {
    expect(lines.length).toBeGreaterThan(60);
  });

  test.each(lines)('$page: $given', ({ given, inBlock }) => {
    const [name = '', ...rest] = given.slice(1).split(/\s+/);
    const row = commandNamed(name);
    expect(row).toBeDefined();
    if (row === undefined || (rest.length === 0 && !inBlock)) return;
    // A form names its arguments (`<name> [workers=] version=`), and may leave some out (`…`).
    const isForm = /[<[…]|=(?:\s|$)/.test(given);
    if (!isForm) {
      expect(parseCommandLine(given)).toMatchObject({ kind: 'command' });
      return;
    }
    const pieces = rest
      .map((word) => /^\[?<?([A-Za-z-]*)(=?)/.exec(word) ?? [])
      .map(([, key = '', value = '']) => ({ key, value }));
    const options = new Set(row.options.map(({ key }) => key));
    const unknown = pieces.filter(({ key, value }) => value === '=' && !options.has(key));
    expect(unknown).toEqual([]);
    const places = pieces.filter(({ key, value }) => value === '' && key !== '' && !options.has(key));
    expect(places.length).toBeLessThanOrEqual(row.positionals.length);
    if (given.includes('… ') && !given.includes('>…')) return;
    const shown = new Set(pieces.map(({ key }) => key));
    expect(row.options.filter(({ key, required }) => required && !shown.has(key))).toEqual([]);
    expect(places.length).toBeGreaterThanOrEqual(row.positionals.filter(({ required }) => required).length);
  });
});
