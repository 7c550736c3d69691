import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import type { StageReport } from '../../../../src/domain/report/stage.ts';

const folder = join(import.meta.dirname, '..', 'golden');

/** Compares with the file of that name below `golden`. `UPDATE_GOLDEN=1` writes the files instead: then look at each. */
export function expectGolden(name: string, text: string): void {
  const path = join(folder, `${name}.md`);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }
  expect(`${text}\n`).toBe(readFileSync(path, 'utf8'));
}

/** A report as one page: its state and title, then what GitHub shows below. */
export function pageOf({ stage, state, title, summary, text, annotations, actions }: StageReport): string {
  const notes = annotations.map(
    ({ place, level, title: code, message }) =>
      `- ${level} ${place.path}:${place.line} ${code}: ${message.replaceAll('\n', ' / ')}`,
  );
  const parts = [
    `# ClusterOps / ${stage}: ${state}`,
    `## ${title}`,
    summary,
    ...(text === undefined ? [] : [`---\n\n${text}`]),
    ...(notes.length === 0 ? [] : [`---\n\nAnnotations:\n\n${notes.join('\n')}`]),
    ...(actions.length === 0 ? [] : [`---\n\nButtons: ${actions.map(({ label }) => label).join(', ')}`]),
  ];
  return parts.join('\n\n');
}

/** Markdown without its code blocks and code spans: where foreign text could still mention, link or format. */
export function outsideCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '').replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '');
}
