import { createHash } from 'node:crypto';
import type { StageReport } from './stage.ts';

/** Sixteen hexadecimal digits that are the same for reports between which a person sees no difference but ages. */
export function reportDigest(report: StageReport): string {
  const { stage, state, title, summary, text, essence, annotations, actions } = report;
  const seen = [stage, state, title, summary, essence ?? text ?? '', annotations, actions];
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16);
}
