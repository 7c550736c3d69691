import { createHash } from 'node:crypto';
import type { StageReport } from './stage.ts';

/** Sixteen hexadecimal digits of SHA-256: to see whether a text changed. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The same for reports between which a person sees no difference but ages. */
export function reportDigest(report: StageReport): string {
  const { stage, state, title, summary, text, essence, annotations, actions } = report;
  return textDigest(JSON.stringify([stage, state, title, summary, essence ?? text ?? '', annotations, actions]));
}
