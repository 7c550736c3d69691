const hidden = '[redacted]';

// Every pattern starts at a literal, and what follows it is one character class or is bounded, so that no text makes
// matching slower than linear: logs and API errors of any length pass through here.
const tokens: readonly RegExp[] = [
  /gh[pousr]_[A-Za-z0-9_.-]{16,}/g,
  /github_pat_[A-Za-z0-9_]{16,}/g,
  /(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{16}/g,
  /AIza[0-9A-Za-z_-]{35}/g,
  /glpat-[A-Za-z0-9_.-]{16,}/g,
  /xox[abeprs]-[A-Za-z0-9-]{10,}/g,
  /AGE-SECRET-KEY-1[A-Z0-9]{16,}/g,
  // base64 of "-----BEGIN", as kubeconfigs and Secrets carry keys
  /LS0tLS1CRUdJTi[A-Za-z0-9+/=]{16,}/g,
  // JSON Web Token
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
];

const header = /\b(authorization|(?:set-)?cookie|private-token|x-api-key)(["']?\s{0,4}[:=]\s{0,4}["']?)[^\r\n"']+/gi;
const bearer = /\b(bearer\s{1,4})[A-Za-z0-9._~+/=-]{16,}/gi;
const userInfo = /:\/\/(?!git@)[^\s/"'<>]*@/g;

const named =
  /(pass(?:word|wd|phrase)|secret|token|api[-_]?key|access[-_]?key(?:[-_]?id)?|private[-_]?key|client[-_]?key(?:[-_]?data)?|credentials?|signature|[?&]sig)(["']?\s{0,4}[:=](\s{0,4}))("(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|(?:\[redacted\]|[^\s,;&"'}\]])+)/gi;

/**
 * Text without what looks like a credential: GitHub, AWS, Google, GitLab and Slack tokens, private keys, JSON Web Tokens,
 * `Authorization` and cookie headers, passwords in URLs, and values of keys that end in password, secret, token and the
 * like (kubeconfigs included). Linear in the text; doing it twice changes nothing more.
 */
export function redact(text: string): string {
  let out = withoutPrivateKeys(text);
  for (const pattern of tokens) out = out.replace(pattern, hidden);
  return out
    .replace(header, (_, name: string, separator: string) => `${name}${separator}${hidden}`)
    .replace(bearer, (_, scheme: string) => `${scheme}${hidden}`)
    .replace(userInfo, `://${hidden}@`)
    .replace(named, hideNamed);
}

function hideNamed(
  found: string,
  name: string,
  separator: string,
  space: string,
  value: string,
  offset: number,
  whole: string,
): string {
  if (space !== '' && separator.includes(':') && !isAssignment(separator, value, offset, whole)) return found;
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${name}${separator}${quote}${hidden}${quote}`;
}

/** `token: value` is a mapping in YAML and JSON, but prose in an error message, whose cause must stay readable. */
function isAssignment(separator: string, value: string, offset: number, whole: string): boolean {
  if (/^["']/.test(separator) || /\d/.test(value) || value.length >= 20) return true;
  const before = whole.slice(Math.max(0, offset - 80), offset);
  return /(?:^|[\r\n{,])[\s-]*["']?[A-Za-z0-9_.-]*$/.test(before);
}

const keyStart = '-----BEGIN ';
const keyEnd = '-----END ';

function withoutPrivateKeys(text: string): string {
  let at = text.indexOf(keyStart);
  if (at === -1) return text;
  let out = '';
  let from = 0;
  while (at !== -1) {
    const label = /^[A-Z0-9 ]{0,40}PRIVATE KEY/.exec(text.slice(at + keyStart.length, at + keyStart.length + 60));
    if (label === null) {
      at = text.indexOf(keyStart, at + keyStart.length);
      continue;
    }
    const end = text.indexOf(keyEnd, at);
    out += `${text.slice(from, at)}${hidden}`;
    if (end === -1) return out;
    const close = text.indexOf('-----', end + keyEnd.length);
    from = close === -1 ? text.length : close + 5;
    at = text.indexOf(keyStart, from);
  }
  return out + text.slice(from);
}
