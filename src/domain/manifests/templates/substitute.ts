import { apply } from './functions.ts';
import { Stopped, type Substitution, type TemplateFault, type TemplateNode } from './parse.ts';

/** A value, and the variables of the command that it was made of. */
export interface Value {
  readonly text: string;
  readonly asked: readonly string[];
}

/** A part of a rendered template. */
export interface Piece extends Value {
  /** Offset in the template of its text, or of the use that gave it. */
  readonly at: number;
  readonly literal: boolean;
}

/** A use of a variable without a value in the default of another: nothing stands there. */
export interface EmptyUse {
  readonly name: string;
  readonly at: number;
}

export type Substituted =
  | { readonly ok: true; readonly pieces: readonly Piece[]; readonly empty: readonly EmptyUse[] }
  | { readonly ok: false; readonly fault: TemplateFault };

/** Characters that one rendering reads, compares and writes at most: no template needs them, and a hostile one gets no more. */
const mostWork = 16 * 1024 * 1024;

const nothing: Value = { text: '', asked: [] };
/** Operators that give the value, whatever stands behind them, where there is one. */
const isDefault = (operator: string): boolean => /^(?:|=|:[-=?+])$/.test(operator);

/** A template with its variables' values in their places, in linear time; a variable without a value is empty. */
export function substitute(nodes: readonly TemplateNode[], look: (name: string) => Value | undefined): Substituted {
  let left = mostWork;
  const empty: EmptyUse[] = [];
  const spender =
    (at: number) =>
    (work: number): void => {
      left -= work;
      if (left < 0) throw new Stopped(at, 'it takes more work, or becomes larger, than any template should');
    };

  /** `matters`: what it gives comes into the text, and not only behind an operator that then does not need it. */
  const evaluate = (node: Substitution, inside: boolean, matters: boolean): Value => {
    const spend = spender(node.at);
    const found = look(node.name);
    const value = found ?? nothing;
    const alone = value.text !== '' && isDefault(node.operator);
    const given = node.arguments.map((each) =>
      each.kind === 'text' ? { text: each.value, asked: nothing.asked } : evaluate(each, true, matters && !alone),
    );
    const used = alone ? [value] : [value, ...given];
    spend(used.reduce((sum, { text }) => sum + text.length, 1));
    const text = apply(
      node.operator,
      value.text,
      given.map((each) => each.text),
      spend,
    );
    if (text === undefined) {
      throw new Stopped(node.at, `\${${node.name}${node.operator}…} cuts outside of the value or through a character`);
    }
    if (found === undefined && text === '' && inside && matters) empty.push({ name: node.name, at: node.at });
    return { text, asked: used.flatMap((each) => (each.text === '' ? [] : each.asked)) };
  };

  const render = (node: TemplateNode): Piece => {
    if (node.kind === 'substitution') return { at: node.at, literal: false, ...evaluate(node, false, true) };
    spender(node.at)(node.value.length);
    return { at: node.at, literal: true, text: node.value, asked: nothing.asked };
  };

  try {
    return { ok: true, pieces: nodes.map(render), empty };
  } catch (error) {
    if (error instanceof Stopped) return { ok: false, fault: error.fault };
    throw error;
  }
}
