import type { Finding } from '../../finding.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { secretInGit } from '../validate/check-document.ts';
import { isOptional, type Template } from './read-template.ts';
import { type Piece, substitute, type Value } from './substitute.ts';

interface SecretsToFill {
  /** The Secrets whose values the template leaves open. */
  readonly findings: readonly Finding[];
  /** Variables that stand nowhere else. */
  readonly names: ReadonlySet<string>;
}

const cure =
  'Take it out of the template, have External Secrets or SOPS make it, and refer to it by its name. Write its values into no comment and no configuration.';

/**
 * The Secrets that a template would make of values that nobody gave yet: they are refused before anybody is asked for a value, and
 * writes a password into a comment. `read` gives the documents of a rendered text.
 */
export function secretsToFill(
  { nodes, variables }: Template,
  look: (name: string) => Value | undefined,
  read: (pieces: readonly Piece[]) => readonly SourceDocument[],
): SecretsToFill {
  const open = variables.filter((each) => !isOptional(each) && look(each.name) === undefined);
  const isOpen = new Set(open.map(({ name }) => name));
  const nothing = { findings: [], names: new Set<string>() };
  if (open.length === 0) return nothing;
  const rendered = substitute(nodes, (name) => look(name) ?? (isOpen.has(name) ? { text: 'x', asked: [] } : undefined));
  if (!rendered.ok) return nothing;
  const documents = read(rendered.pieces);
  const within = new Map<number, SourceDocument>();
  let offset = 0;
  for (const { text, literal, at } of rendered.pieces) {
    const document = documents.findLast(({ root }) => root.at <= offset);
    if (!literal && document !== undefined) within.set(at, document);
    offset += text.length;
  }
  const isSecret = (document: SourceDocument | undefined): boolean =>
    document !== undefined && secretInGit(document) !== undefined;
  const filled = open.filter(({ uses }) => uses.some((at) => isSecret(within.get(at))));
  const secrets = new Set(filled.flatMap(({ uses }) => uses.map((at) => within.get(at))));
  return {
    findings: [...secrets].flatMap((document) => {
      const found = document === undefined ? undefined : secretInGit(document);
      return found === undefined ? [] : [{ ...found, cure }];
    }),
    names: new Set(filled.filter(({ uses }) => uses.every((at) => isSecret(within.get(at)))).map(({ name }) => name)),
  };
}
