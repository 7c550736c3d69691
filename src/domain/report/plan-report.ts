import type { ErrorCode } from '../../errors.ts';
import type { RequestedCluster } from '../cluster/request.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import { fitBody } from '../text/budget.ts';
import { recheckButton } from './buttons.ts';
import { clustersTable } from './clusters-table.ts';
import { annotationsOf, findingsTable } from './findings.ts';
import { count, folded, list, mono, prose, table } from './markdown.ts';
import type { StageName, StageReport, StageState } from './stage.ts';

export interface PlanView {
  readonly findings: readonly Finding[];
  /** The files that were checked. */
  readonly files: readonly Pick<FileContent, 'path'>[];
  /** The clusters that a request of ours makes. */
  readonly clusters?: readonly RequestedCluster[];
  /** Paths that a pull request changes below the clusters folder. */
  readonly changed?: readonly {
    readonly path: string;
    readonly status: 'added' | 'modified' | 'removed' | 'renamed';
    readonly previousPath?: string;
  }[];
  /** One sentence of what the management cluster said in a dry run, or why it was not asked; empty: there was nothing to ask. */
  readonly rehearsal?: string;
  /** What the policy asked for and has. */
  readonly policy?: string;
  /** One sentence of what a new configuration would change. */
  readonly configuration?: string;
  readonly scope: 'request' | 'pull request' | 'configuration';
}

/** What checking the files of a commit came to. A file that could not be checked never counts as right. */
export function planReport(plan: PlanView): StageReport {
  const { findings, files, clusters = [], changed = [] } = plan;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const unchecked = findings.filter(({ code }) => code === 'manifest/not-checked').length;
  const unrehearsed = findings.filter(({ code }) => code === 'manifest/not-rehearsed').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length - unchecked - unrehearsed;
  const state: StageState = errors > 0 ? 'failure' : unchecked + unrehearsed > 0 ? 'neutral' : 'success';
  return {
    stage: 'Plan',
    state,
    title: titleOf({ errors, warnings, unchecked, unrehearsed }, plan),
    summary: fitBody([
      {
        text: [
          opening(errors, unchecked + unrehearsed, plan),
          prose(plan.policy ?? ''),
          plan.configuration,
          plan.rehearsal,
        ]
          .filter(Boolean)
          .join('\n\n'),
      },
      { text: findings.length === 0 ? '' : findingsTable(findings) },
      { text: clusters.length === 0 ? '' : `#### Clusters\n\n${clustersTable(clusters.map(({ spec }) => spec))}` },
      { text: removedNote(changed) },
      {
        text: folded(`Files checked (${files.length})`, list(files.map(({ path }) => mono(path)))),
        rank: 2,
        note: 'the list of files',
      },
      {
        text: clusters.map(objectsOf).filter(Boolean).join('\n\n'),
        rank: 3,
        note: 'the objects of each cluster',
      },
    ]),
    annotations: annotationsOf(findings),
    actions: [recheckButton],
  };
}

/** Plan of a merge group while the management cluster, which did not answer the dry run, is asked again. */
export function awaitingReport(plan: StageReport): StageReport {
  return {
    ...plan,
    state: 'in_progress',
    title: 'Waits for an answer of the management cluster',
    summary: fitBody([
      { text: 'The dry run had no answer. It is asked again, for half an hour at most, and the merge queue waits.' },
      { text: plan.summary },
    ]),
    annotations: [],
    actions: [],
  };
}

/**
 * Plan where nothing could be checked at all: `failure` when it could not be run, `neutral` when what there is to check is
 * not known. Never green.
 */
export function unplannedReport(state: 'failure' | 'neutral', findings: readonly Finding[]): StageReport {
  return {
    stage: 'Plan',
    state,
    title: 'Not checked',
    summary: fitBody([
      { text: 'No file was checked. Each line below says what to do.' },
      { text: findingsTable(findings) },
    ]),
    annotations: [],
    actions: [recheckButton],
  };
}

/** A check that must stand on every commit, because it is required, on one that gives it nothing to say. */
export function nothingToDoReport(
  stage: StageName,
  because = 'This change touches no file below the clusters folder.',
): StageReport {
  return {
    stage,
    state: 'success',
    title: 'Nothing to do',
    summary: because,
    annotations: [],
    actions: [],
  };
}

function titleOf(
  counts: Readonly<Record<'errors' | 'warnings' | 'unchecked' | 'unrehearsed', number>>,
  { findings, files, clusters = [] }: PlanView,
): string {
  const { errors, warnings, unchecked, unrehearsed } = counts;
  const asides = [
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(unchecked > 0 ? [`${count(unchecked, 'file')} not checked`] : []),
    ...(unrehearsed > 0 ? ['dry run incomplete'] : []),
  ];
  const checked = clusters.length > 0 ? count(clusters.length, 'cluster') : count(files.length, 'file');
  const main =
    waitsFor(findings) ??
    (errors > 0 ? count(errors, 'error') : asides.length > 0 ? 'No errors' : `${checked} checked, no errors`);
  return [main, ...asides].join(', ');
}

/** What it waits for when nothing but that keeps it back; undefined otherwise. */
function waitsFor(findings: readonly Finding[]): string | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors.map(({ code }) => waiting[code]);
  return errors.every(({ code }) => code in waiting) ? first : undefined;
}

const waiting: Readonly<Partial<Record<ErrorCode, string>>> = {
  'access/approval': 'Waits for an approval',
  'access/not-now': 'Waits until it is time',
};

function opening(errors: number, unchecked: number, { scope, files, findings }: PlanView): string {
  if (scope === 'configuration') {
    return errors > 0
      ? 'With this configuration every command that changes something would be refused. Each line below says what to do.'
      : 'The configuration has no fault.';
  }
  const whose = scope === 'request' ? 'The files of this request' : 'The changed clusters of this pull request';
  if (waitsFor(findings) !== undefined)
    return `${whose} have no error, and are not to be merged yet. Each line below says what to do.`;
  if (errors > 0) return `${whose} cannot be merged as they are. Each line below says what to do.`;
  if (unchecked > 0) return `${whose} have no error as far as they were checked; not all of them could be.`;
  if (files.length === 0) return `${whose} leave no file to check.`;
  return `${whose} parse, fit the schemas of their kinds and refer to each other rightly.`;
}

function removedNote(changed: NonNullable<PlanView['changed']>): string {
  const removed = changed.filter(({ status }) => status === 'removed' || status === 'renamed');
  if (removed.length === 0) return '';
  const paths = removed.slice(0, 20).map(({ path, previousPath }) => mono(previousPath ?? path));
  const more = removed.length > paths.length ? [`and ${removed.length - paths.length} more`] : [];
  return `#### Removed or moved\n\nAn engine that follows this folder may delete what these files describe:\n\n${list([...paths, ...more])}`;
}

function objectsOf({ spec, objects }: RequestedCluster): string {
  const rows = objects.map(({ group, version, kind, name }) => [
    mono(kind),
    mono(name),
    mono(group === '' ? version : `${group}/${version}`),
  ]);
  return folded(`Objects of ${codeTag(spec.name)} (${objects.length})`, table(['Kind', 'Name', 'API version'], rows));
}

/** Markdown is not read inside a summary element; names are DNS labels, so nothing needs encoding. */
const codeTag = (name: string): string => `<code>${name.replace(/[^A-Za-z0-9.-]/g, '')}</code>`;
