import type { CheckRun, Comment, Issue, PullIssue } from '../../src/sandbox/github/main.ts';
import { repositoryName, type World } from './world.ts';

/** What a person would see on the local GitHub. */
export interface Reading {
  issue(number: number): Issue | undefined;
  pulls(): readonly PullIssue[];
  /** Comments of the bot on an issue, hidden markers taken out. */
  answers(issue: number): readonly string[];
  /** Reactions under a comment, by content. */
  reactions(comment: Comment): readonly string[];
  /** `Plan: success` and so on for a commit; the newest run of each name. */
  checks(sha: string): Readonly<Record<string, string>>;
  runs(sha: string): readonly CheckRun[];
  /** Title of the newest run of a check on a commit. */
  title(sha: string, name: string): string;
  branches(): Promise<readonly string[]>;
  /** The files that a commit changes, each followed by the lines that go and come. */
  patch(sha: string): Promise<readonly string[]>;
}

export function readingOf({ github }: World, of = repositoryName): Reading {
  const { store } = github.world;
  const repository = () => [...store.repositories.values()].find((each) => `${each.owner.login}/${each.name}` === of);
  const issues = (): readonly Issue[] => [...(store.issues.get(repository()?.id ?? 0)?.values() ?? [])];
  const runs = (sha: string) => [...store.runs.values()].filter((run) => run.suite.headSha === sha);
  const stateOf = (run: CheckRun): string => run.conclusion ?? run.status;
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(`${github.url}/api/v3/repos/${of}${path}`, {
      headers: { authorization: `Bearer ${github.control.createToken('octavia')}` },
    });
    return response.json();
  };
  return {
    issue: (number) => issues().find((each) => each.number === number),
    pulls: () => issues().filter((each): each is PullIssue => each.pull !== undefined),
    answers: (number) =>
      (issues().find((each) => each.number === number)?.comments ?? [])
        .filter((comment) => comment.author.login.endsWith('[bot]'))
        .map((comment) => comment.body.replace(/<!--[\s\S]*?-->/g, '').trim()),
    reactions: (comment) => comment.reactions.map((reaction) => reaction.content).toSorted(),
    checks: (sha) => Object.fromEntries(runs(sha).map((run) => [run.name.replace('ClusterOps / ', ''), stateOf(run)])),
    runs,
    title: (sha, name) => runs(sha).findLast((run) => run.name === `ClusterOps / ${name}`)?.title ?? '',
    branches: async () => ((await read('/branches')) as { name: string }[]).map((each) => each.name),
    patch: async (sha) => {
      const { files } = (await read(`/commits/${sha}`)) as { files: { filename: string; patch: string }[] };
      return files.flatMap(({ filename, patch }) => [
        filename,
        ...patch
          .split('\n')
          .filter((line) => /^[-+](?![-+])/.test(line))
          .map((line) => line.replace(/\s+/g, ' ')),
      ]);
    },
  };
}
