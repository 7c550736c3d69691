import type { Finding, Place } from './finding.ts';

/** `file:line:column`, as far as known, so that editors can jump to it. */
export function placeOf({ place }: { readonly place?: Place }): string {
  if (place === undefined) return '';
  return [place.path, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** One finding in two lines: place, severity, code and message; then the cure, and its commands below. */
export function printFinding(finding: Finding): string {
  const place = placeOf(finding);
  const lines = [`${finding.severity} ${finding.code}: ${finding.message}`, finding.cure, ...(finding.commands ?? [])];
  return `${place === '' ? '' : `${place}: `}${lines.join('\n  ')}`;
}
