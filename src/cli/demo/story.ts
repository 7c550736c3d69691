import type { CheckOnGitHub, Person, PullOnGitHub } from './person.ts';
import type { Screen, Style } from './screen.ts';

export interface Stage {
  readonly person: Person;
  readonly screen: Screen;
  readonly paint: (style: Style, text: string) => string;
  /** Gives up waiting after so many milliseconds. */
  readonly patience: number;
  /** What the local Kubernetes holds of a cluster, one line an object. */
  readonly clusterObjects: (name: string) => Promise<readonly string[]>;
}

const order = ['ClusterOps / Plan', 'ClusterOps / Sync', 'ClusterOps / Ready', 'ClusterOps / Cleanup'];

/** Asks until there is an answer; the only waiting there is, so that nothing is assumed about how long things take. */
async function until<T>(patience: number, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${Math.round(patience / 1_000)} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

function checkLine({ paint }: Stage, check: CheckOnGitHub): string {
  const marks: Readonly<Record<string, readonly [Style, string]>> = {
    success: ['green', '✔'],
    neutral: ['dim', '◦'],
    failure: ['red', '✘'],
    action_required: ['red', '!'],
  };
  const [style, mark] =
    marks[check.conclusion ?? ''] ?? (check.status === 'queued' ? (['dim', '·'] as const) : (['yellow', '●'] as const));
  const state = check.conclusion ?? check.status.replace('_', ' ');
  return `  ${paint(style, mark)} ${check.name.padEnd(22)} ${paint(style, state.padEnd(12))} ${check.title}`;
}

const sorted = (checks: readonly CheckOnGitHub[]): readonly CheckOnGitHub[] =>
  checks.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));

/** Shows the checks of a commit as they change, until `done` says so. */
async function watchChecks(
  stage: Stage,
  sha: string,
  what: string,
  done: (checks: ReadonlyMap<string, CheckOnGitHub>) => boolean,
): Promise<void> {
  await until(stage.patience, what, async () => {
    const checks = sorted(await stage.person.checks(sha));
    stage.screen.live(checks.map((check) => checkLine(stage, check)));
    const byName = new Map(checks.map((check) => [check.name.replace('ClusterOps / ', ''), check]));
    return done(byName) ? true : undefined;
  });
  stage.screen.settle();
}

const concluded = (
  checks: ReadonlyMap<string, CheckOnGitHub>,
  conclusion: string,
  ...names: readonly string[]
): boolean => names.every((name) => checks.get(name)?.conclusion === conclusion);

/** Comments a command on a new issue and waits for its pull request. */
async function ask(
  stage: Stage,
  title: string,
  command: string,
): Promise<{ readonly issue: number; readonly pull: PullOnGitHub }> {
  const { person, screen, paint } = stage;
  const { number: issue } = await person.openIssue(title, 'Please.');
  screen.line(`  ${person.login} opened issue #${issue} “${title}”`);
  const before = new Set((await person.pulls()).map((pull) => pull.number));
  const asked = Date.now();
  const { id } = await person.comment(issue, command);
  screen.line(`  ${person.login} commented ${paint('cyan', command)}`);
  await until(stage.patience, 'the reaction', async () =>
    (await person.reactions(id)).includes('eyes') ? true : undefined,
  );
  screen.line('  clusterops reacted 👀');
  const pull = await until(stage.patience, 'the pull request', async () =>
    (await person.pulls()).find((each) => !before.has(each.number)),
  );
  screen.line(
    `  clusterops opened pull request #${pull.number} “${pull.title}” ${paint('dim', `(${Date.now() - asked} ms after the comment)`)}`,
  );
  return { issue, pull };
}

/** So many lines of a file are shown; all of them would push the story off the screen. */
const glimpse = 8;

async function showDiff(stage: Stage, pull: PullOnGitHub): Promise<void> {
  const { screen, paint } = stage;
  for (const file of await stage.person.changedFiles(pull.number)) {
    screen.line(`\n  ${paint('bold', file.path)} ${paint('green', `+${file.additions}`)}`);
    const lines = file.patch.split('\n').filter((line) => !line.startsWith('@@'));
    for (const line of lines.slice(0, glimpse)) screen.line(`  ${line.startsWith('+') ? paint('green', line) : line}`);
    if (lines.length > glimpse) screen.line(`  ${paint('dim', `… ${lines.length - glimpse} more lines`)}`);
  }
  screen.line('');
}

async function showComment(stage: Stage, issue: number): Promise<void> {
  const comments = await stage.person.comments(issue);
  const last = comments.findLast((comment) => comment.author !== stage.person.login);
  for (const line of (last?.body ?? '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim()
    .split('\n'))
    stage.screen.line(`  ${stage.paint('dim', '│')} ${line}`);
}

/** A cluster is asked for, comes up in the preview, is merged and confirmed on the merge commit. */
export async function playMerged(stage: Stage): Promise<void> {
  const { person, screen } = stage;
  screen.heading('1  A cluster is asked for');
  const { issue, pull } = await ask(stage, 'A cluster for the checkout team', '/create-cluster eu-west-1 workers=3');
  await showDiff(stage, pull);

  screen.heading('2  It comes up before anybody merges');
  await watchChecks(stage, pull.headSha, 'Ready on the pull request', (checks) =>
    concluded(checks, 'success', 'Plan', 'Sync', 'Ready'),
  );

  screen.heading('3  The pull request is merged');
  const { sha } = await person.merge(pull.number);
  screen.line(`  ${person.login} merged #${pull.number} as ${sha.slice(0, 7)}`);
  await watchChecks(stage, sha, 'Sync and Ready on the merge commit', (checks) =>
    concluded(checks, 'success', 'Sync', 'Ready', 'Cleanup'),
  );
  await until(stage.patience, 'the branch to go', async () =>
    (await person.branches()).includes(pull.headRef) ? undefined : true,
  );
  screen.line('  The branch is gone; the cluster stays.');
  await showComment(stage, issue);
}

/** A second cluster is asked for and closed without merging: what the preview made must be gone, and said to be. */
export async function playClosed(stage: Stage): Promise<void> {
  const { person, screen } = stage;
  screen.heading('4  A second request is closed without merging');
  const { issue, pull } = await ask(
    stage,
    'A short-lived experiment',
    '/create-cluster eu-central-1 name=experiment workers=1',
  );
  await watchChecks(stage, pull.headSha, 'the preview', (checks) => concluded(checks, 'success', 'Plan', 'Sync'));
  await person.close(pull.number);
  screen.line(`  ${person.login} closed #${pull.number}`);
  await watchChecks(stage, pull.headSha, 'the clean-up', (checks) => concluded(checks, 'success', 'Cleanup'));
  const left = await stage.clusterObjects('experiment');
  if (left.length > 0)
    throw new Error(`the clean-up said that it was done, but the cluster still has ${left.join(', ')}`);
  if ((await person.branches()).includes(pull.headRef))
    throw new Error('the clean-up said that it was done, but the branch is still there');
  screen.line('  Looked for ourselves: no object of it is left in the management cluster, and no branch.');
  await showComment(stage, issue);
}
