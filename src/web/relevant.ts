import { isAscii } from 'node:buffer';
import { formHeading } from '../domain/command/form.ts';

/**
 * Which deliveries can matter at all. `undefined`: any action. GitHub puts `action` first in a payload, so that most
 * others are recognised from the first bytes.
 */
const wanted: Readonly<Record<string, readonly string[] | undefined>> = {
  issue_comment: ['created'],
  issues: ['opened'],
  pull_request: ['opened', 'synchronize', 'reopened', 'edited', 'closed'],
  pull_request_review: ['submitted', 'dismissed'],
  push: undefined,
  check_run: ['rerequested', 'requested_action'],
  check_suite: ['rerequested'],
  merge_group: ['checks_requested'],
  installation: ['created', 'deleted', 'suspend', 'unsuspend', 'new_permissions_accepted'],
  installation_repositories: ['added', 'removed'],
};

const slash = '/';
const backslash = '\\';
/** Unicode's own line breaks, should a client count them as such. */
const otherBreaks = ['\u0085/', '\u2028/', '\u2029/'].map((text) => Buffer.from(text));

/** True when an escape stands right before a slash, or is one. Every escape counts as a possible line break. */
const escapeMeetsSlash = (text: string): boolean => {
  for (let at = text.indexOf(backslash); at !== -1; ) {
    const end = text[at + 1] === 'u' ? at + 6 : at + 2;
    if (text[at + 1] === slash || text[end] === slash) return true;
    if (end === at + 6 && text.slice(at + 2, end).toLowerCase() === '002f') return true;
    at = text.indexOf(backslash, end);
  }
  return false;
};

/**
 * True when the raw JSON may hold a string with a line that starts with a slash, a command, or a submitted issue form. Only
 * looks for a slash after an opening quote, after an escape (`\n`, `\u000a`, …) or after a line break, and errs towards true.
 */
export const mayHoldCommand = (raw: Buffer): boolean =>
  raw.includes('"/') ||
  raw.includes(formHeading) ||
  (raw.includes(backslash) && escapeMeetsSlash(raw.toString('latin1'))) ||
  (!isAscii(raw) && otherBreaks.some((each) => raw.includes(each)));

const removesFiles = /"removed"\s*:\s*\[\s*"/;
const forced = /"forced"\s*:\s*true/;

const leadingAction = /^\s*\{\s*"action"\s*:\s*"([a-z_]{1,64})"/;

/** The payload's action, if it stands first; undefined: only parsing can tell. */
export const peekAction = (raw: Buffer): string | undefined => leadingAction.exec(raw.toString('latin1', 0, 96))?.[1];

/** False only when the delivery can't matter, decided without parsing its JSON. */
export const mayMatter = (event: string, raw: Buffer): boolean => {
  if (!Object.hasOwn(wanted, event)) return false;
  const action = peekAction(raw);
  const actions = wanted[event];
  if (actions !== undefined && action !== undefined && !actions.includes(action)) return false;
  // A push lists the files of its commits; of one that was forced, those that it takes away are not among them.
  if (event === 'push')
    return (
      raw.includes('clusterops.yml') || removesFiles.test(raw.toString('latin1')) || forced.test(raw.toString('latin1'))
    );
  return event === 'issue_comment' || event === 'issues' ? mayHoldCommand(raw) : true;
};

/** The same once the action is known for sure. */
export const isWanted = (event: string, action: unknown): boolean => {
  if (!Object.hasOwn(wanted, event)) return false;
  const actions = wanted[event];
  return actions === undefined || (typeof action === 'string' && actions.includes(action));
};
