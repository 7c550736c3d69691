import type { RequestedSpec } from '../cluster/request.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { Finding } from '../finding.ts';
import { bodyLimit, fitBody } from '../text/budget.ts';
import { clustersTable } from './clusters-table.ts';
import { findingsList } from './findings.ts';
import { markerReserve } from './limits.ts';
import { block, count, list, mono, prose } from './markdown.ts';

/** Several replies of one comment share a body, and a signed marker follows. */
const limit = bodyLimit - markerReserve;

/** What was wrong with a command, where, and what to do. */
export function refusalReply(refused: {
  readonly raw: string;
  /** Line of the comment, from 1. */
  readonly line: number;
  readonly findings: readonly Finding[];
}): string {
  const { raw, line, findings } = refused;
  return fitBody(
    [
      { text: `😕 Nothing was done. This command (line ${line}) cannot be carried out:` },
      { text: block(raw) },
      { text: findingsList(findings) },
    ],
    limit,
  );
}

/** What kept commands from being carried out to their end: a fault, so a part of them may have been done. */
export function faultReply(failed: { readonly raw: string; readonly findings: readonly Finding[] }): string {
  return fitBody(
    [
      { text: '😕 This could not be carried out to its end:' },
      { text: block(failed.raw) },
      { text: findingsList(failed.findings) },
    ],
    limit,
  );
}

/** Who was not allowed to do what, and why. Mentions nobody. */
export function deniedReply(denied: {
  readonly raw: string;
  readonly login: string;
  readonly findings: readonly Finding[];
}): string {
  return fitBody(
    [
      { text: `🚫 Nothing was done. ${prose(denied.login)} may not do this here:` },
      { text: block(denied.raw) },
      { text: findingsList(denied.findings) },
    ],
    limit,
  );
}

/** The files that a create command would commit, as a diff; nothing was written. */
export function dryRunReply(plan: {
  readonly files: readonly FileContent[];
  readonly clusters: readonly RequestedSpec[];
  readonly notes?: readonly Finding[];
}): string {
  return fitBody(
    [
      {
        text: `🧪 Dry run: nothing was written. Without \`dry-run\`, one pull request would add ${count(plan.files.length, 'file')} for ${count(plan.clusters.length, 'cluster')}.`,
      },
      { text: clustersTable(plan.clusters) },
      { text: findingsList(plan.notes ?? []) },
      ...plan.files.map((file, index) => ({
        text: addedFile(file),
        rank: index + 1,
        note: mono(file.path),
      })),
    ],
    limit,
  );
}

function addedFile({ path, content }: FileContent): string {
  const lines = content.replace(/\n$/, '').split('\n');
  const diff = ['--- /dev/null', `+++ b/${path}`, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)];
  return `<details><summary>${prose(path)} (${count(lines.length, 'line')})</summary>\n\n${block(diff.join('\n'), 'diff')}\n\n</details>`;
}

/** What `/retry`, `/refresh` or `/cancel` set going: one plain sentence for each request. */
export function acknowledgement(done: readonly string[]): string {
  const lines = done.map((each) => withPullLinks(prose(each)));
  return fitBody([{ text: lines.length === 1 ? (lines[0] ?? '') : list(lines) }], limit);
}

/** Help from the table of commands: Markdown of ours already. */
export function helpReply(markdown: string): string {
  return fitBody([{ text: markdown }], limit);
}

/** Numbers of pull requests in our own sentences may link: they come from GitHub. */
function withPullLinks(markdown: string): string {
  return markdown.replace(/#&#8203;(\d+)/g, '#$1');
}

export { listReply, namesakesNote, statusReply } from './cluster-replies.ts';
