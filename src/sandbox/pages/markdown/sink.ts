import { escapeHtml } from '../html.ts';

/** Tags that people may write themselves, with the attributes that they keep. Everything else is shown as text. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'summary sub sup br hr code kbd b strong i em s del ins p div table thead tbody tr ul ol li h1 h2 h3 h4 h5 h6 blockquote pre'
      .split(' ')
      .map((tag) => [tag, []]),
  ),
  details: ['open'],
  a: ['href', 'title'],
  td: ['align'],
  th: ['align'],
};
const empty = new Set(['br', 'hr']);
const deepest = 100;

/** Where a link may lead: the web, mail, or a place on this site. */
export function safeUrl(url: string): string | undefined {
  // Browsers ignore control characters and leading blanks in addresses.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const address = url.replace(/[\u0000-\u0020\u007f]/g, (each) => (each === ' ' ? '%20' : ''));
  if (/^(?:https?:|mailto:)/i.test(address)) return address;
  return /^[^/?#]*:/.test(address) || /^[/\\]{2}/.test(address) || address.includes('\\') ? undefined : address;
}

/** The only writer of rendered Markdown: escapes text, keeps the allow-list, and balances tags. */
export interface Sink {
  text(text: string): void;
  /** An element of the renderer's own; what people left open in it ends with it. */
  open(tag: string, attributes?: Readonly<Record<string, string>>): void;
  close(): void;
  single(tag: string, attributes?: Readonly<Record<string, string>>): void;
  /** A tag that a person wrote, as `<tag …>`. False when it is not allowed: then it is text. */
  foreign(tag: string): boolean;
  /** Ends all that is open. */
  end(): string;
}

interface Open {
  readonly tag: string;
  readonly own: boolean;
  /** Too deep to be written. */
  readonly silent: boolean;
}

export function createSink(): Sink {
  const out: string[] = [];
  const stack: Open[] = [];
  const push = (tag: string, own: boolean, attributes: string) => {
    const silent = stack.length >= deepest;
    stack.push({ tag, own, silent });
    if (!silent) out.push(`<${tag}${attributes}>`);
  };
  const pop = (): Open | undefined => {
    const last = stack.pop();
    if (last && !last.silent) out.push(`</${last.tag}>`);
    return last;
  };
  const own = (attributes: Readonly<Record<string, string>> = {}) =>
    Object.entries(attributes)
      .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`)
      .join('');

  return {
    text: (text) => void out.push(escapeHtml(text)),
    open: (tag, attributes) => push(tag, true, own(attributes)),
    close() {
      while (stack.length > 0 && pop()?.own === false);
    },
    single: (tag, attributes) => void out.push(`<${tag}${own(attributes)}>`),
    foreign(source) {
      const match = /^<(\/?)([a-z][a-z0-9]*)/i.exec(source);
      const tag = match?.[2]?.toLowerCase() ?? '';
      if (!Object.hasOwn(allowed, tag)) return false;
      if (empty.has(tag)) {
        if (match?.[1] === '') out.push(`<${tag}>`);
        return true;
      }
      if (match?.[1] === '') {
        // People's own nesting is bounded, so that looking for what a closing tag ends stays cheap.
        if (stack.length < deepest) push(tag, false, foreignAttributes(source, allowed[tag] ?? []));
        return true;
      }
      for (let at = stack.length - 1; at >= 0 && stack[at]?.own === false; at -= 1)
        if (stack[at]?.tag === tag) {
          while (stack.length > at) pop();
          break;
        }
      return true;
    },
    end() {
      while (stack.length > 0) pop();
      return out.join('');
    },
  };
}

function foreignAttributes(source: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const given = new Map<string, string>();
  for (const match of source.matchAll(/\s([a-z]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/gi)) {
    const name = match[1]?.toLowerCase() ?? '';
    if (names.includes(name) && !given.has(name)) given.set(name, match[2] ?? match[3] ?? match[4] ?? '');
  }
  let text = '';
  for (const [name, value] of given) {
    if (name === 'open') text += ' open';
    else if (name === 'align') {
      if (['left', 'center', 'right'].includes(value)) text += ` class="align-${value}"`;
    } else if (name === 'href') {
      const url = safeUrl(decodeEntities(value));
      if (url !== undefined) text += ` href="${escapeHtml(url)}" rel="nofollow noopener noreferrer"`;
    } else text += ` ${name}="${escapeHtml(decodeEntities(value))}"`;
  }
  return text;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  rarr: '→',
  larr: '←',
  check: '✓',
  times: '×',
  middot: '·',
  bull: '•',
};

/** Numeric character references and the common named ones; others stay as they are written. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (all, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? all) : all;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const bad = point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff);
    return bad ? '\ufffd' : String.fromCodePoint(point);
  });
}
