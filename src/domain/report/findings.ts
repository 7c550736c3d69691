import type { Finding, Place } from '../finding.ts';
import { clip } from '../text/budget.ts';
import { codeSpan } from '../text/encode.ts';
import { redact } from '../text/redact.ts';
import { block, mono, prose, proseAbout, table } from './markdown.ts';
import type { Annotation } from './stage.ts';

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const;
const ranks = { error: 0, warning: 1, notice: 2 } as const;
const icons = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

/** GitHub takes fifty annotations a request; those of the gravest findings go first. */
const mostAnnotations = 50;

/** Gravest first; by place within. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const place = ({ place: at }: Finding): string =>
    `${at?.path ?? ''}\u0000${String(at?.line ?? 0).padStart(9, '0')}\u0000${String(at?.column ?? 0).padStart(9, '0')}`;
  return findings.toSorted(
    (a, b) => ranks[a.severity] - ranks[b.severity] || (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0),
  );
}

/** A path of another repository, `owner/name:path`: no line of this one. */
const isElsewhere = (path: string): boolean => path.includes(':');

/** Findings with a place in a file as annotations on the line. Plain text: GitHub shows annotations as they are. */
export function annotationsOf(findings: readonly Finding[]): readonly Annotation[] {
  return inOrder(findings)
    .flatMap(({ code, severity, message, place, cure, commands = [] }) =>
      place?.path === undefined || isElsewhere(place.path)
        ? []
        : [
            {
              place: { ...place, path: place.path, line: place.line ?? 1 },
              level: levels[severity],
              title: code,
              message: clip(redact([message, cure, ...commands].join('\n')), 4_000),
            },
          ],
    )
    .slice(0, mostAnnotations);
}

/** Findings as a table: what, where, what to do. */
export function findingsTable(findings: readonly Finding[]): string {
  return table(
    ['', 'What', 'Where', 'What to do'],
    inOrder(findings).map(({ code, severity, message, place, cure, commands = [], refersTo }) => [
      icons[severity],
      `${proseAbout(message, refersTo)}<br>${mono(code)}`,
      placeOf(place),
      [prose(cure), ...commands.map((each) => codeSpan(redact(each)))].join('<br>'),
    ]),
  );
}

/** Findings as a list, for replies: a refusal has few, and each reads as a sentence. */
export function findingsList(findings: readonly Finding[]): string {
  return inOrder(findings)
    .map(({ code, severity, message, place, cure, commands = [], refersTo }) => {
      const shell = commands.length === 0 ? '' : `\n\n  ${block(commands.join('\n'), 'sh').replaceAll('\n', '\n  ')}`;
      const where = place === undefined ? '' : ` (${placeOf(place)})`;
      return `- ${icons[severity]} ${proseAbout(withPeriod(message), refersTo)}${where}\n  ${prose(cure)} ${mono(code)}${shell}`;
    })
    .join('\n');
}

/** `path:line:column`, as far as known. */
function placeOf(place: Place | undefined): string {
  if (place === undefined) return '';
  const position = [place.line, place.column].filter((each) => each !== undefined).join(':');
  if (place.path === undefined) {
    return `line ${place.line ?? '?'}${place.column === undefined ? '' : `, column ${place.column}`}`;
  }
  return mono(position === '' ? place.path : `${place.path}:${position}`);
}

const withPeriod = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
