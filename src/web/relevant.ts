/**
 * Which deliveries can matter at all. `undefined`: any action. GitHub puts `action` first in a payload, so that most
 * others are recognised from the first bytes.
 */
const wanted: Readonly<Record<string, readonly string[] | undefined>> = {
  issue_comment: ['created'],
  issues: ['opened'],
  pull_request: ['opened', 'synchronize', 'reopened', 'edited', 'closed'],
  check_run: ['rerequested', 'requested_action'],
  check_suite: ['rerequested'],
  merge_group: ['checks_requested'],
  installation: ['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted'],
  installation_repositories: ['added', 'removed'],
};

const slash = 0x2f;
const quote = 0x22;
const backslash = 0x5c;
const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

/** True when the byte before the slash at `at` may be, or end, a line break or the opening of a JSON string. */
const mayStartLine = (raw: Uint8Array, at: number): boolean => {
  const before = raw[at - 1] ?? 0;
  // A backslash is the escaped slash `\/`; bytes from 0x80 on may be one of Unicode's own line breaks.
  if (before === quote || before === backslash || before >= 0x80) return true;
  // `\n/`, `\r/`, `\f/`: an escape of one letter.
  if (raw[at - 2] === backslash) return true;
  // `\u000a/`: an escape of four digits.
  return raw[at - 6] === backslash && raw[at - 5] === 0x75 && isHex(before);
};

/**
 * True when the raw JSON may hold a string with a line that starts with a slash: a command. Looks at bytes only and errs
 * towards true.
 */
export const mayHoldCommand = (raw: Buffer): boolean => {
  for (let at = raw.indexOf(slash); at !== -1; at = raw.indexOf(slash, at + 1)) {
    if (mayStartLine(raw, at)) return true;
  }
  // A slash may itself be written as an escape.
  return raw.includes('\\u002f') || raw.includes('\\u002F');
};

const leadingAction = /^\s*\{\s*"action"\s*:\s*"([a-z_]{1,64})"/;

/** The payload's action, if it stands first; undefined: only parsing can tell. */
export const peekAction = (raw: Buffer): string | undefined => leadingAction.exec(raw.toString('latin1', 0, 96))?.[1];

/** False only when the delivery can't matter, decided without parsing its JSON. */
export const mayMatter = (event: string, raw: Buffer): boolean => {
  if (!Object.hasOwn(wanted, event)) return false;
  const action = peekAction(raw);
  if (action !== undefined && !wanted[event]?.includes(action)) return false;
  return event === 'issue_comment' || event === 'issues' ? mayHoldCommand(raw) : true;
};

/** The same once the action is known for sure. */
export const isWanted = (event: string, action: unknown): boolean =>
  typeof action === 'string' && Object.hasOwn(wanted, event) && (wanted[event]?.includes(action) ?? false);
