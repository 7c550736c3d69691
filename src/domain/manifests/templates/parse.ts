/** Text as it stands in the result. */
export interface TemplateText {
  readonly kind: 'text';
  /** Offset at which the value begins. */
  readonly at: number;
  readonly value: string;
}

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

export type TemplateNode = TemplateText | Substitution;

/** Why a template cannot be read or rendered, and at which offset. */
export interface TemplateFault {
  readonly code: 'template/syntax' | 'manifest/too-large';
  readonly at: number;
  /** Continues "The template cannot be read: …"; where clusterctl's library has words for it, they are its. */
  readonly problem: string;
}

/** Thrown inside one reading or rendering only, to stop it. */
export class Stopped extends Error {
  readonly fault: TemplateFault;

  constructor(at: number, problem: string) {
    super(problem);
    this.fault = { code: 'template/syntax', at, problem };
  }
}

/** Deepest nesting of substitutions in arguments. */
const deepest = 50;
const nameAhead = /[\p{L}\p{Nd}_]+/uy;

/**
 * Reads a template in the syntax of clusterctl, which is that of drone/envsubst v2 at 179042472c46, in linear time. What that library
 * refuses is refused, with its words; what it takes without meaning it (`:?`, `:+`) is taken too. Throws `Stopped`.
 */
export function parseTemplate(text: string): readonly TemplateNode[] {
  const nodes: TemplateNode[] = [];
  const reader = createReader(text);
  while (!reader.atEnd()) nodes.push(reader.opens() ? reader.substitution(0) : reader.plain());
  return nodes;
}

function createReader(text: string) {
  let at = 0;
  const peek = (): string => (at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '');
  const opens = (): boolean => text.startsWith('${', at);
  const stop = (problem: string): never => {
    throw new Stopped(at, problem);
  };

  /** Text outside of substitutions, up to the next dollar that could mean something. Of two dollars the second is text. */
  const plain = (): TemplateText => {
    const from = text.startsWith('$$', at) ? at + 1 : at;
    const next = text.indexOf('$', from + 1);
    at = next < 0 ? text.length : next;
    return { kind: 'text', at: from, value: text.slice(from, at) };
  };

  /** The text of an argument, up to a substitution or to what is not accepted; an escaped character is taken without its escape. */
  const argumentText = (accept: (character: string) => boolean, escapes: boolean): TemplateText => {
    const pieces: string[] = [];
    const start = at;
    let from = at;
    while (at < text.length && !opens()) {
      const character = peek();
      const next = text[at + 1];
      const escaped = (character === '$' && next === '$') || (character === '\\' && (next === '/' || next === '\\'));
      if (escapes && escaped) {
        pieces.push(text.slice(from, at), text.slice(at + 1, at + 2));
        at += 2;
        from = at;
      } else if (accept(character)) at += character.length;
      else break;
    }
    pieces.push(text.slice(from, at));
    return { kind: 'text', at: start, value: pieces.join('') };
  };

  const readName = (problem: string): string => {
    nameAhead.lastIndex = at;
    const [name] = nameAhead.exec(text) ?? [];
    if (name === undefined) return stop(problem);
    at += name.length;
    return name;
  };

  const close = (problem: string): void => {
    if (peek() !== '}') stop(problem);
    at += 1;
  };

  /** One argument: a substitution, or text that is not empty. */
  const argument = (accept: (character: string) => boolean, escapes: boolean, depth: number): TemplateNode => {
    if (opens()) return substitution(depth + 1);
    const read = argumentText(accept, escapes);
    return read.value === '' ? stop('unable to parse substitution within function') : read;
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
        given.push(argument((character) => character !== '/', true, depth));
        if (peek() !== '/') stop('bad substitution');
        // The library takes any number of slashes for the one between pattern and replacement.
        while (peek() === '/') at += 1;
        if (peek() !== '}') given.push(argument(notClosing, true, depth));
        return given;
      }
      case '#':
      case '%':
        return [argument(notClosing, false, depth)];
      default:
        if (operator !== ':') {
          while (peek() !== '}') given.push(argument(notClosing, false, depth));
          return given;
        }
        // The library looks one character ahead here and goes back by that one's bytes: more than one, and it is lost.
        if (peek() > '\u007f') stop('bad substitution');
        given.push(argument((character) => character !== ':' && character !== '}', false, depth));
        if (peek() === ':') {
          while (peek() === ':') at += 1;
          given.push(argument(notClosing, false, depth));
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

  return { atEnd: () => at >= text.length, opens, plain, substitution };
}
