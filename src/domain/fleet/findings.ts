import type { Finding } from '../finding.ts';
import { enumerate } from '../report/markdown.ts';

/** What is to be said of one cluster of several. */
export interface Said {
  readonly name: string;
  readonly findings: readonly Finding[];
}

const mostNames = 10;

/**
 * Findings of a command's clusters: where it is about one as they are; of several once for all of which the same is said, naming
 * them.
 */
export function findingsOfClusters(said: readonly Said[], several: boolean): readonly Finding[] {
  if (!several) return said.flatMap(({ findings }) => findings);
  const each = said.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })));
  // Only the name differs, then it is the same.
  const same = ({ name, finding: { code, severity, message } }: (typeof each)[number]): string =>
    `${code} ${severity} ${withoutName(message, name)}`;
  return [...Map.groupBy(each, same).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const names = [...new Set([first, ...others].map(({ name }) => name))];
    const { message, cure } = first.finding;
    if (names.length > 1)
      return [{ ...first.finding, message: `${namesInBrief(names)}: ${message}`, cure: withoutName(cure, first.name) }];
    return [message.includes(first.name) ? first.finding : { ...first.finding, message: `${first.name}: ${message}` }];
  });
}

/** What is said of one, as it is said of any. */
function withoutName(text: string, name: string): string {
  const literal = name.replace(/[^\w-]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, 'g'), 'NAME');
}

/** `a, b and c`; of many the first ten. */
export function namesInBrief(names: readonly string[]): string {
  const left = names.length - mostNames;
  return enumerate(left > 0 ? [...names.slice(0, mostNames), `${left} more`] : names);
}
