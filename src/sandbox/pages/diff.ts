import type { FileDiff } from '../github/git/diff.ts';
import type { CheckAnnotation, CheckRun, Repository } from '../github/main.ts';
import { annotationBox } from './checks.ts';
import { encodePath, type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { counted, repositoryPath } from './site.ts';

/** An annotation with the run that made it. */
export interface Noted {
  readonly annotation: CheckAnnotation;
  readonly run: CheckRun;
}

export const annotationsOf = (runs: readonly CheckRun[]): Noted[] =>
  runs.flatMap((run) => run.annotations.map((annotation) => ({ annotation, run })));

interface Line {
  readonly kind: 'added' | 'removed' | 'same' | 'hunk' | 'note';
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

/** The lines of unified hunks with their numbers on both sides. */
export function patchLines(patch: string): Line[] {
  let before = 0;
  let after = 0;
  return patch.split('\n').map((line): Line => {
    const text = line.slice(1);
    if (line.startsWith('@@')) {
      const starts = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
      before = Number(starts?.[1] ?? 0);
      after = Number(starts?.[2] ?? 0);
      return { kind: 'hunk', before: undefined, after: undefined, text: line };
    }
    if (line.startsWith('+')) return { kind: 'added', before: undefined, after: after++, text };
    if (line.startsWith('-')) return { kind: 'removed', before: before++, after: undefined, text };
    if (line.startsWith('\\')) return { kind: 'note', before: undefined, after: undefined, text };
    return { kind: 'same', before: before++, after: after++, text };
  });
}

const signs = { added: '+', removed: '-', same: ' ', hunk: ' ', note: ' ' } as const;

function fileBox(repository: Repository, sha: string, file: FileDiff, noted: readonly Noted[], index: number): Html {
  const lines = file.patch === undefined ? [] : patchLines(file.patch);
  const atLine = Map.groupBy(noted, ({ annotation }) => annotation.endLine);
  const visible = new Set(lines.map(({ after }) => after));
  const elsewhere = noted.filter(({ annotation }) => !visible.has(annotation.endLine));
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
  return html`<details class="box file" id="file-${index}" open>
<summary class="box-head"><span class="file-name">${name}</span> <span class="file-tail"><span class="quiet">${file.status}</span> <span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span></summary>
${elsewhere.map(({ annotation, run }) => annotationBox(annotation, run, html`<span class="quiet">at line ${annotation.startLine}</span>`))}
${
  lines.length === 0
    ? html`<p class="blank">${file.status === 'renamed' ? 'Renamed without changes.' : 'Nothing to show: a binary or empty file.'}</p>`
    : html`<div class="code-box" tabindex="0" role="region" aria-label="Changes of ${file.path}"><table class="code diff"><tbody>${lines.map((line) => diffRow(line, line.after === undefined ? [] : (atLine.get(line.after) ?? [])))}</tbody></table></div>`
}
<p class="file-foot">${file.status === 'removed' ? undefined : html`<a href="${repositoryPath(repository)}/blob/${sha}/${encodePath(file.path)}">View file</a>`}</p>
</details>`;
}

function diffRow(line: Line, noted: readonly Noted[]): Html {
  const number = (value: number | undefined) =>
    value === undefined ? html`<td class="number"></td>` : html`<td class="number" data-line="${value}"></td>`;
  const said = line.kind === 'added' || line.kind === 'removed';
  return html`<tr class="line-${line.kind}">${number(line.before)}${number(line.after)}<td class="code-text"><span class="sign" aria-hidden="true">${signs[line.kind]}</span>${said ? html`<span class="visually-hidden">${line.kind}: </span>` : undefined}${line.text}</td></tr>${noted.map(
    ({ annotation, run }) =>
      html`<tr class="line-annotation"><td colspan="3">${annotationBox(annotation, run)}</td></tr>`,
  )}`;
}

/** All changed files with the annotations at their lines; those on files that did not change stand above. */
export function diffView(
  repository: Repository,
  sha: string,
  files: readonly FileDiff[],
  noted: readonly Noted[],
): Html {
  const sum = (what: 'additions' | 'deletions') => files.reduce((total, file) => total + file[what], 0);
  const paths = new Set(files.map(({ path }) => path));
  const other = noted.filter(({ annotation }) => !paths.has(annotation.path));
  const place = ({ annotation }: Noted) =>
    html`<a href="${repositoryPath(repository)}/blob/${sha}/${encodePath(annotation.path)}#L${annotation.startLine}">${annotation.path}:${annotation.startLine}</a>`;
  return html`<p class="quiet">${counted(files.length, 'file')} changed, <span class="plus">${counted(sum('additions'), 'addition')}</span> and <span class="minus">${counted(sum('deletions'), 'deletion')}</span></p>
${files.length < 2 ? undefined : html`<details class="box file-index"><summary class="box-head">Files</summary><ul>${files.map((file, index) => html`<li><a href="#file-${index}">${icon('file', 'plain')} ${file.path}</a></li>`)}</ul></details>`}
${other.map((each) => annotationBox(each.annotation, each.run, place(each)))}
${files.map((file, index) =>
  fileBox(
    repository,
    sha,
    file,
    noted.filter(({ annotation }) => annotation.path === file.path),
    index,
  ),
)}`;
}
