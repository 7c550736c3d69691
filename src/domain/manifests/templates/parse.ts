/** A use of a variable: `${NAME}`, or with an operator and its arguments. */
export interface Substitution {
  readonly kind: 'substitution';
  /** Offset of the `$`. */
  readonly at: number;
  readonly name: string;
  /** As written: `:=`, `^^`, `//` and so on; empty for a plain use, `#` without arguments for the length. */
  readonly operator: string;
  readonly arguments: readonly TemplateNode[];
}

export type TemplateNode = { readonly kind: 'text'; readonly value: string } | Substitution;

/** Why a template cannot be read, as clusterctl's library calls it, and where. */
export interface TemplateFault {
  readonly at: number;
  readonly problem: string;
}

export type ParsedTemplate = { readonly nodes: readonly TemplateNode[] } | { readonly fault: TemplateFault };

class Stopped extends Error {
  readonly fault: TemplateFault;

  constructor(at: number, problem: string) {
    super(problem);
    this.fault = { at, problem };
  }
}

/** Deepest nesting of substitutions in arguments. */
const deepest = 50;
const letter = /[\p{L}\p{Nd}_]/u;

/**
 * Reads a template in the syntax of clusterctl, which is that of drone/envsubst v2 at 179042472c46, in linear time. What that library
 * refuses is refused, with its words; what it takes without meaning it (`:?`, `:+`) is taken too.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const nodes: TemplateNode[] = [];
  const reader = createReader(text);
  try {
    while (!reader.atEnd()) {
      nodes.push(reader.opens() ? reader.substitution(0) : reader.text((_) => true, '$'));
    }
    return { nodes };
  } catch (error) {
    if (error instanceof Stopped) return { fault: error.fault };
    throw error;
  }
}

function createReader(text: string) {
  let at = 0;
  const peek = (): string => (at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '');
  const opens = (): boolean => text.startsWith('${', at);
  const stop = (problem: string): never => {
    throw new Stopped(at, problem);
  };

  /** Text up to a substitution or to what is not accepted; an escaped character is taken without its escape. */
  const readText = (
    accept: (character: string) => boolean,
    escapes: '' | '$' | '$\\',
  ): TemplateNode & { kind: 'text' } => {
    const pieces: string[] = [];
    let from = at;
    while (at < text.length && !opens()) {
      const character = peek();
      const next = text[at + 1];
      const escaped =
        (character === '$' && escapes.includes('$') && next === '$') ||
        (character === '\\' && escapes.includes('\\') && (next === '/' || next === '\\'));
      if (escaped) {
        pieces.push(text.slice(from, at), text.slice(at + 1, at + 2));
        at += 2;
        from = at;
      } else if (accept(character)) at += character.length;
      else break;
    }
    pieces.push(text.slice(from, at));
    return { kind: 'text', value: pieces.join('') };
  };

  const readName = (problem: string): string => {
    const from = at;
    while (at < text.length && letter.test(peek())) at += peek().length;
    return from === at ? stop(problem) : text.slice(from, at);
  };

  const close = (problem: string): void => {
    if (peek() !== '}') stop(problem);
    at += 1;
  };

  /** One argument: a substitution, or text that is not empty. */
  const argument = (accept: (character: string) => boolean, escapes: '' | '$\\', depth: number): TemplateNode => {
    if (opens()) return substitution(depth + 1);
    const { value } = readText(accept, escapes);
    return value === '' ? stop('unable to parse substitution within function') : { kind: 'text', value };
  };
  const notClosing = (character: string): boolean => character !== '}';

  const operatorOf = (): string => {
    const [first = '', second = ''] = text.slice(at, at + 2);
    switch (first) {
      case ':':
        return '=-?+'.includes(second) && second !== '' ? first + second : first;
      case '=':
        return first;
      case '#':
      case '%':
        return second === first ? first + second : first;
      case ',':
      case '^':
        return second === ',' || second === '^' ? first + second : first;
      case '/':
        return second === '/' || second === '#' || second === '%' ? first + second : first;
      default:
        return '';
    }
  };

  const argumentsOf = (operator: string, depth: number): readonly TemplateNode[] => {
    const given: TemplateNode[] = [];
    switch (operator[0]) {
      case undefined:
      case ',':
      case '^':
        return given;
      case '/': {
        given.push(argument((character) => character !== '/', '$\\', depth));
        if (peek() !== '/') stop('bad substitution');
        // The library takes any number of slashes for the one between pattern and replacement.
        while (peek() === '/') at += 1;
        if (peek() !== '}') given.push(argument(notClosing, '$\\', depth));
        return given;
      }
      case '#':
      case '%':
        return [argument(notClosing, '', depth)];
      default:
        if (operator !== ':') {
          while (peek() !== '}') given.push(argument(notClosing, '', depth));
          return given;
        }
        given.push(argument((character) => character !== ':' && character !== '}', '', depth));
        if (peek() === ':') {
          while (peek() === ':') at += 1;
          given.push(argument(notClosing, '', depth));
        } else if (peek() !== '}') stop('bad substitution');
        return given;
    }
  };

  const substitution = (depth: number): Substitution => {
    const start = at;
    if (depth > deepest) stop(`substitutions are nested more than ${deepest} deep`);
    at += 2;
    if (peek() === '#') {
      at += 1;
      const name = readName('bad substitution');
      close('bad substitution');
      return { kind: 'substitution', at: start, name, operator: '#', arguments: [] };
    }
    const name = readName('unable to parse variable name');
    const operator = operatorOf();
    at += operator.length;
    const given = argumentsOf(operator, depth);
    close(operator === '' ? 'missing closing brace' : 'bad substitution');
    return { kind: 'substitution', at: start, name, operator, arguments: given };
  };

  return { atEnd: () => at >= text.length, opens, text: readText, substitution };
}
