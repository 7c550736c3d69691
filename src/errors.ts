import { clusters } from './errors/clusters.ts';
import { deletion } from './errors/deletion.ts';
import { type CatalogueEntry, entry } from './errors/entry.ts';
import { expiry } from './errors/expiry.ts';
import { locks } from './errors/locks.ts';
import { manifests } from './errors/manifests.ts';
import { schedule } from './errors/schedule.ts';

/** Every code that the bot, the CLI or a check can show. `docs/errors.md` is generated from it. */
export const catalogue = {
  // settings
  'settings/missing': entry(
    'A required setting is not there.',
    'Set it in the environment or in .env; .env.example explains each.',
  ),
  'settings/invalid': entry('A setting has a value that cannot be used.', 'Correct it as the message says.'),
  'settings/repository-twice': entry(
    'Two entries of the settings file give one repository a management cluster.',
    'Keep one of the two.',
  ),
  'settings/namespace-shared': entry(
    'Repositories of two entries of the settings file could have clusters in one namespace.',
    'Give each entry namespaces of its own, or name the repositories in one entry.',
  ),
  'settings/pattern-unused': entry(
    'A pattern of the settings file matches no repository that is served.',
    'Correct or remove the pattern, or add the repository to SERVED_REPOSITORIES.',
  ),
  // commands
  'command/unknown': entry('No command has that name.', 'Comment /help for the list of commands.'),
  'command/not-available': entry('The command cannot be given here.', 'Give it in a comment.'),
  'command/argument-unknown': entry(
    'The command has no argument of that name.',
    'Comment /help followed by the command for its arguments.',
  ),
  'command/argument-missing': entry('A required argument was not given.', 'Add it; /help shows an example.'),
  'command/argument-invalid': entry(
    'An argument has a value of the wrong form.',
    'Give a value of the form that the message names.',
  ),
  'command/argument-repeated': entry('An argument was given twice.', 'Give it once.'),
  'command/syntax': entry(
    'The command line could not be read.',
    'Close every quote and write key=value without spaces around the equals sign.',
  ),
  'command/held-back': entry(
    'Another command of the same comment was refused.',
    'Correct it and give both again in a new comment.',
  ),
  'command/too-many': entry('The comment holds more commands than one comment may.', 'Split it into several comments.'),
  // access
  'access/permission': entry(
    'The person may not use this command here.',
    'Ask somebody with the permission that the message names.',
  ),
  'access/configuration-invalid': entry(
    'The configuration file of the repository cannot be used, so every writing command is refused.',
    'Correct .github/clusterops.yml on the default branch.',
  ),
  'access/limit': entry(
    'The request is larger than the configuration allows.',
    'Ask for less, or have the limit raised in .github/clusterops.yml.',
  ),
  'access/region': entry(
    'The configuration does not allow the region.',
    'Use one of the regions that the message names.',
  ),
  'access/rule': entry(
    'A rule of the policy denies it.',
    'Ask somebody whom the rule excepts, or have the rule changed in .github/clusterops.yml.',
  ),
  'access/quota': entry(
    'More clusters or machines would stand than a quota allows.',
    'Delete or scale down what is not needed, or have the quota raised in .github/clusterops.yml.',
  ),
  'access/quota-uncounted': entry(
    'A quota could not be counted, because the clusters of the repository could not be read.',
    'Correct what keeps the clusters folder from being read, then give the command again.',
  ),
  'access/approval': entry(
    'The policy asks for approvals that the pull request does not have.',
    'Have it approved by those whom the message names; Plan looks again at every review.',
  ),
  'access/not-now': entry(
    'A freeze, or a maintenance window that is closed, denies the change now.',
    'Wait until it is time; Plan then looks again by itself.',
  ),
  'access/team-unknown': entry(
    'The policy names a team that GitHub does not show to the App.',
    'Correct the name of the team in .github/clusterops.yml: organisation/team, as in its address.',
  ),
  'access/teams-unreadable': entry(
    'The policy names teams, and the App may not read the members of the organisation.',
    'Have an owner accept the permission "Members: read" in the installation settings, or name users or a permission.',
  ),
  'access/name': entry('The name breaks the naming convention.', 'Give name= in a form that the message names.'),
  'access/machine-type': entry(
    'The policy does not allow the machine type.',
    'Use one of those that the message names.',
  ),
  'access/version': entry(
    'The policy does not allow the Kubernetes version.',
    'Use one of those that the message names.',
  ),
  // configuration
  'configuration/decides-otherwise': entry(
    'A request of the last days would be decided otherwise under the new configuration.',
    'Nothing is to be done where that is meant; requests that are open stay as they are.',
  ),
  'configuration/extends-unread': entry(
    'The configuration builds on that of another repository, which was not read.',
    'Give its file to the command with --extends, or remove _extends.',
  ),
  'configuration/extends-missing': entry(
    'The configuration builds on that of a repository that has none, or that the App cannot read.',
    'Add .github/clusterops.yml to the default branch of that repository, install the App on it, or remove _extends.',
  ),
  'configuration/extends-cycle': entry(
    'Configurations build on each other in a circle, or on too many others.',
    'Remove _extends from one of them.',
  ),
  'configuration/syntax': entry(
    'The configuration file is not YAML that can be read.',
    'Correct the line that the message names.',
  ),
  'configuration/key-unknown': entry(
    'The configuration file has a key that means nothing.',
    'Correct or remove the key.',
  ),
  'configuration/value-invalid': entry(
    'The configuration file has a value of the wrong form.',
    'Give a value of the form that the message names.',
  ),
  ...clusters,
  ...manifests,
  ...deletion,
  ...locks,
  ...expiry,
  ...schedule,
  // GitHub
  'github/permission': entry(
    'The App lacks a permission that it needs.',
    'Accept the new permissions of the App in the installation settings.',
  ),
  'github/credentials': entry(
    'GitHub did not accept the credentials of the App.',
    'Check APP_ID and PRIVATE_KEY, and that the clock of this machine is right.',
  ),
  'github/suspended': entry(
    'The installation of the App is suspended.',
    'Have an owner unsuspend it in the installation settings.',
  ),
  'github/archived': entry('The repository is archived.', 'Unarchive it.'),
  'github/empty': entry('The repository has no commit.', 'Push a first commit to the default branch.'),
  'github/gone': entry('The issue, comment or repository is no longer there.', 'Nothing; the request ends.'),
  'github/locked': entry('The conversation is locked, so the answer could not be written.', 'Unlock the conversation.'),
  'github/rate-limited': entry('GitHub asked to wait.', 'Nothing; it is tried again when GitHub allows.', true),
  'github/unavailable': entry('GitHub did not answer as it should.', 'Nothing; it is tried again.', true),
  'github/partial': entry(
    'GitHub carried out only a part of a document.',
    'Nothing; the rest is completed by the next try.',
    true,
  ),
  'github/refused': entry('GitHub refused the request for good.', 'See what GitHub said.'),
  // Kubernetes
  'kubernetes/unavailable': entry('The API server did not answer.', 'Nothing; it is tried again.', true),
  'kubernetes/forbidden': entry('The API server forbids the act.', 'Grant the role that deploy/ ships.'),
  'kubernetes/refused': entry('The API server refused the object.', 'Correct the object as the API server says.'),
  'kubernetes/kubeconfig': entry('The kubeconfig cannot be used.', 'Correct the file or the name of the context.'),
  // the bot itself
  'queue/locked': entry(
    'Another process has the database folder open.',
    'Stop it, or use Postgres (DATABASE_URL) for several processes.',
  ),
  'queue/elsewhere': entry('Another replica watches the management cluster.', 'Nothing; it is done there.', true),
  'queue/in-line': entry(
    'Others asked before, and GitHub limits how much an App may create in an hour.',
    'Nothing; it is begun when its turn comes.',
    true,
  ),
  'queue/unavailable': entry('The database did not answer.', 'Nothing; it is tried again.', true),
  'internal/bug': entry(
    'Something happened that should be impossible.',
    'Report it with the log lines of this request.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

/** A fault with a code. Expected outcomes are values (`Finding`), never this. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string;
  /** For rate limits: when it may be tried again, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;
  /** The place whose leader alone can do it. */
  readonly place: string | undefined;

  constructor(code: ErrorCode, detail: string, options: { cause?: unknown; retryAt?: number; place?: string } = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.retryAt = options.retryAt;
    this.place = options.place;
  }

  get retry(): boolean {
    return catalogue[this.code].retry;
  }

  get cure(): string {
    return catalogue[this.code].cure;
  }
}
