import { utf8Length } from '../../text/characters.ts';
import { largestFile } from '../source/read-documents.ts';
import { parseTemplate, Stopped, type TemplateFault, type TemplateNode } from './parse.ts';

/** A variable of a template. */
export interface TemplateVariable {
  readonly name: string;
  /** What stands behind the operator of its first use: with it, the variable needs no value. */
  readonly otherwise?: string;
  /** Offsets of its uses outside of other substitutions; none: only defaults and the like use it, and it needs no value. */
  readonly uses: readonly number[];
  /** Offsets of its uses inside of others. */
  readonly within: readonly number[];
}

export interface Template {
  readonly nodes: readonly TemplateNode[];
  readonly variables: readonly TemplateVariable[];
  /** Offset in the file of an offset of nodes, variables or faults. */
  readonly inFile: (offset: number) => number;
}

type ReadTemplate =
  | { readonly ok: true; readonly template: Template }
  /** Its offset is one of the file. */
  | { readonly ok: false; readonly fault: TemplateFault };

/** `\s` as Go has it. */
const spaced =
  /\$\{(?:[\t\n\f\r ]+[A-Za-z0-9_$]+[\t\n\f\r ]+\}|[\t\n\f\r ]+[A-Za-z0-9_$]+\}|[A-Za-z0-9_$]+[\t\n\f\r ]+\})/g;

/**
 * Reads a template as `clusterctl generate yaml` does: `${ NAME }` is `${NAME}`; a variable needs a value unless its first use has
 * anything behind an operator, and one that only other substitutions use needs none (clusterctl, yamlprocessor/simple_processor.go).
 */
export function readTemplate(source: string): ReadTemplate {
  if (source.length > largestFile || utf8Length(source) > largestFile) {
    return { ok: false, fault: { code: 'manifest/too-large', at: 0, problem: 'it is larger than 1 MiB' } };
  }
  const { text, inFile } = withoutSpaces(source);
  try {
    const nodes = parseTemplate(text);
    return { ok: true, template: { nodes, variables: variablesOf(nodes), inFile } };
  } catch (error) {
    if (error instanceof Stopped) return { ok: false, fault: { ...error.fault, at: inFile(error.fault.at) } };
    throw error;
  }
}

/** Whether the cluster can do without a value for it. */
export function isOptional({ otherwise, uses }: TemplateVariable): boolean {
  return otherwise !== undefined || uses.length === 0;
}

function withoutSpaces(source: string): { readonly text: string; readonly inFile: Template['inFile'] } {
  /** Behind which offsets of the text how much was taken out. */
  const cuts: { readonly from: number; readonly taken: number }[] = [];
  let taken = 0;
  const text = source.replace(spaced, (use, at: number) => {
    const kept = use.replace(/[\t\n\f\r ]/g, '');
    const from = at - taken + kept.length;
    taken += use.length - kept.length;
    cuts.push({ from, taken });
    return kept;
  });
  const inFile = (offset: number): number => {
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cuts[middle]?.from ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset + (cuts[low - 1]?.taken ?? 0);
  };
  return { text, inFile };
}

function variablesOf(nodes: readonly TemplateNode[]): readonly TemplateVariable[] {
  const variables = new Map<string, { otherwise?: string; uses: number[]; within: number[] }>();
  const visit = (node: TemplateNode, where: 'uses' | 'within'): void => {
    if (node.kind === 'text') return;
    let known = variables.get(node.name);
    if (known === undefined) {
      known = { uses: [], within: [] };
      variables.set(node.name, known);
    }
    if (where === 'uses' && known.uses.length === 0) {
      const otherwise = node.arguments.map(written).join('');
      if (otherwise !== '') known.otherwise = otherwise;
    }
    known[where].push(node.at);
    for (const each of node.arguments) visit(each, 'within');
  };
  for (const node of nodes) visit(node, 'uses');
  return [...variables].map(([name, rest]) => ({ name, ...rest }));
}

function written(node: TemplateNode): string {
  return node.kind === 'text' ? node.value : `$\{${node.name}}`;
}
