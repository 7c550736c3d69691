import { apply } from './functions.ts';
import { parseTemplate, type Substitution, type TemplateFault, type TemplateNode } from './parse.ts';

/** A variable of a template. */
export interface TemplateVariable {
  readonly name: string;
  /** What its first use gives when it has no value; undefined: it must have one. */
  readonly otherwise?: string;
  /** Offsets of its uses, outside of other substitutions. */
  readonly uses: readonly number[];
}

export type Template =
  | {
      readonly ok: true;
      readonly text: string;
      readonly variables: readonly TemplateVariable[];
      readonly nodes: readonly TemplateNode[];
    }
  | { readonly ok: false; readonly text: string; readonly fault: TemplateFault };

const spaced = /\$\{(?:\s+[A-Za-z0-9_$]+\s+\}|\s+[A-Za-z0-9_$]+\}|[A-Za-z0-9_$]+\s+\})/g;

/**
 * Reads a template as `clusterctl generate yaml` does: `${ NAME }` is `${NAME}`; a variable needs a value unless its first use has
 * anything behind an operator (clusterctl, yamlprocessor/simple_processor.go). Offsets are those of `text`.
 */
export function readTemplate(source: string): Template {
  const text = source.replace(spaced, (use) => use.replace(/\s/g, ''));
  const parsed = parseTemplate(text);
  if ('fault' in parsed) return { ok: false, text, fault: parsed.fault };
  const variables = new Map<string, { otherwise?: string; uses: number[] }>();
  for (const node of parsed.nodes) {
    if (node.kind === 'text') continue;
    const known = variables.get(node.name);
    if (known !== undefined) known.uses.push(node.at);
    else {
      const otherwise = node.arguments.map(written).join('');
      variables.set(node.name, { ...(otherwise === '' ? {} : { otherwise }), uses: [node.at] });
    }
  }
  return { ok: true, text, nodes: parsed.nodes, variables: [...variables].map(([name, rest]) => ({ name, ...rest })) };
}

function written(node: TemplateNode): string {
  return node.kind === 'text' ? node.value : `$\{${node.name}}`;
}

/** Largest text that a template may become, in characters. */
const largest = 4 * 1024 * 1024;

export type Substituted = { readonly text: string } | { readonly fault: TemplateFault };

/** The text of a template with its variables' values; one without a value is empty. */
export function substitute(nodes: readonly TemplateNode[], look: (name: string) => string | undefined): Substituted {
  const pieces: string[] = [];
  let length = 0;
  for (const node of nodes) {
    const piece = node.kind === 'text' ? node.value : evaluate(node, look);
    if (typeof piece === 'object') return { fault: piece };
    length += piece.length;
    if (length > largest) {
      return { fault: { at: node.kind === 'text' ? 0 : node.at, problem: 'the text grows beyond 4 MiB' } };
    }
    pieces.push(piece);
  }
  return { text: pieces.join('') };
}

function evaluate(node: Substitution, look: (name: string) => string | undefined): string | TemplateFault {
  const given: string[] = [];
  for (const each of node.arguments) {
    const value = each.kind === 'text' ? each.value : evaluate(each, look);
    if (typeof value === 'object') return value;
    given.push(value);
  }
  const result = apply(node.operator, look(node.name) ?? '', given);
  return (
    result ?? {
      at: node.at,
      problem: `\${${node.name}${node.operator}…} cuts outside of the value or through a character`,
    }
  );
}
