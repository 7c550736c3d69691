import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpuSeconds } from './cpu-time.ts';

/** Where a run leaves what a person reads: a page for each story, and the logs. Not committed. */
export const reportFolder = resolve(import.meta.dirname, '../report');

/** The page of one story, written anew with each line, so that it can be read while the story goes on. */
export interface Page {
  /** What happened, with the time since the story began. */
  readonly say: (line: string) => void;
  /** Text that somebody saw, as it was. */
  readonly show: (title: string, text: string) => void;
  readonly end: (error?: unknown) => void;
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

export interface Outcome {
  readonly title: string;
  readonly page: string;
  readonly result: string;
  readonly took: string;
  readonly cni: string;
}

export function openReport(): {
  readonly page: (name: string, title: string, cni: string) => Page;
  readonly write: () => void;
} {
  const opened = Date.now();
  const outcomes: Outcome[] = [];
  mkdirSync(reportFolder, { recursive: true });
  for (const name of readdirSync(reportFolder)) if (name.endsWith('.md')) rmSync(join(reportFolder, name));
  return {
    page: (name, title, cni) => {
      const began = Date.now();
      const file = join(reportFolder, `${name}.md`);
      const lines = [`# ${title}`, '', `Pod network: ${cni}.`, ''];
      const write = (): void => writeFileSync(file, `${lines.join('\n')}\n`);
      return {
        say: (line) => {
          lines.push(`- ${seconds(began)}: ${line}`);
          write();
        },
        show: (heading, text) => {
          lines.push(
            '',
            `<details><summary>${seconds(began)}: ${heading}</summary>`,
            '',
            '```',
            text.trimEnd(),
            '```',
            '</details>',
            '',
          );
          write();
        },
        end: (error) => {
          const result = error === undefined ? 'came true' : 'failed';
          lines.push('', error === undefined ? 'All of it came true.' : `It failed: ${String(error)}`);
          write();
          outcomes.push({ title, page: `${name}.md`, result, took: seconds(began), cni });
        },
      };
    },
    write: () => {
      const rows = outcomes.map(
        ({ title, page, result, took, cni }) => `| [${title}](${page}) | ${result} | ${took} | ${cni} |`,
      );
      const used = cpuSeconds().map(([name, cpu]) => `| ${name} | ${cpu.toFixed(0)} s |`);
      const text = [
        ...['# End-to-end stories', '', '| story | | took | pod network |', '|---|---|---|---|', ...rows],
        ...['', `All of it took ${seconds(opened)}.`, '', '| program | CPU time |', '|---|---|', ...used],
      ];
      writeFileSync(join(reportFolder, 'README.md'), `${text.join('\n')}\n`);
    },
  };
}
