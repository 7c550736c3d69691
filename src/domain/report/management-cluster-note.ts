import { fitBody } from '../text/budget.ts';
import { mono } from './markdown.ts';
import type { StageReport } from './stage.ts';

/** One line that says which management cluster is spoken of; empty where the server has one only. */
export const managementClusterNote = (name: string | undefined): string =>
  name === undefined ? '' : `Management cluster: ${mono(name)}`;

/** A report on what stands in a management cluster, which says in which. Plan says it where it asked. */
export function withManagementCluster(report: StageReport, name: string | undefined): StageReport {
  if (name === undefined || report.stage === 'Plan') return report;
  return {
    ...report,
    summary: fitBody([{ text: report.summary }, { text: managementClusterNote(name), whole: true }]),
  };
}
