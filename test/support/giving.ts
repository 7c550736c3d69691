import type { Comment, Issue, PullIssue } from '../../src/sandbox/github/main.ts';
import { readingOf } from './reading.ts';
import { eventually, person, repositoryName, type World } from './world.ts';

/** What people do on the local GitHub, and waiting for the bot's answer. */
export interface Giving {
  /** Opens an issue, comments on it, and waits for the closing reaction. */
  give(body: string, as?: string): Promise<{ readonly issue: Issue; readonly comment: Comment }>;
  /** Comments on an issue or pull request and waits for the closing reaction. */
  reply(issue: number, body: string, as?: string): Promise<Comment>;
  /** Gives a command on an issue of its own; the bot's answer. */
  answerTo(command: string): Promise<string>;
  /** A cluster on the base branch, brought there as people bring it; the merge commit. */
  existing(name: string, more?: string, region?: string): Promise<string>;
  pullOf(issue: number): PullIssue;
  /** A person marks a draft as ready for review. */
  ready(pull: PullIssue): Promise<void>;
  merge(pull: number): Promise<string>;
  close(pull: number): Promise<void>;
  reopen(pull: number): Promise<void>;
  /** A person gives a pull request another base branch. */
  rebase(pull: number, base: string): Promise<void>;
  /** Waits until a check on a commit is in a state. */
  check(sha: string, name: string, state: string): Promise<void>;
}

const closing = ['rocket', 'confused'];

export function givingOf(world: World, of = repositoryName): Giving {
  const { control } = world.github;
  const reading = readingOf(world, of);
  const call = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${world.github.url}/api/v3/repos/${of}${path}`, {
      method,
      headers: { authorization: `Bearer ${control.createToken(person)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const reply = async (issue: number, body: string, as = person): Promise<Comment> => {
    const comment = control.comment(of, issue, as, body);
    await eventually(
      () => (comment.reactions.some((each) => closing.includes(each.content)) ? true : undefined),
      () => ({ answers: reading.answers(issue), requests: world.github.requests().slice(-4) }),
      30_000,
    );
    await world.github.idle();
    return comment;
  };
  const giving: Giving = {
    give: async (body, as) => {
      const issue = await control.openIssue(of, person, { title: 'A cluster', body: '' });
      return { issue, comment: await reply(issue.number, body, as) };
    },
    reply,
    answerTo: async (command) => reading.answers((await giving.give(command)).issue.number)[0] ?? '',
    existing: async (name, more = '', region = 'local') => {
      const { issue } = await giving.give(`/create-cluster ${region} name=${name} ${more}`);
      return giving.merge(giving.pullOf(issue.number).number);
    },
    pullOf: (issue) => {
      const pull = reading.pulls().find((each) => each.body?.includes(`#${issue}:`));
      if (pull === undefined) throw new Error(`no pull request answers #${issue}`);
      return pull;
    },
    ready: async ({ nodeId }) => {
      const query =
        'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }';
      await fetch(`${world.github.url}/api/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${control.createToken(person)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { id: nodeId } }),
      });
    },
    merge: async (pull) =>
      ((await call('PUT', `/pulls/${pull}/merge`, { merge_method: 'squash' })) as { sha: string }).sha,
    close: async (pull) => {
      await call('PATCH', `/pulls/${pull}`, { state: 'closed' });
    },
    reopen: async (pull) => {
      await call('PATCH', `/pulls/${pull}`, { state: 'open' });
    },
    rebase: async (pull, base) => {
      await call('PATCH', `/pulls/${pull}`, { base });
    },
    check: async (sha, name, state) => {
      await eventually(
        () => (reading.checks(sha)[name] === state ? true : undefined),
        () => ({ checks: reading.runs(sha).map((run) => [run.name, run.status, run.conclusion, run.title]) }),
        30_000,
      );
    },
  };
  return giving;
}
