/** A person at the local GitHub, acting through its public API as a browser would. */
export interface Person {
  readonly login: string;
  openIssue(title: string, body: string): Promise<{ readonly number: number; readonly url: string }>;
  comment(issue: number, body: string): Promise<{ readonly id: number }>;
  reactions(comment: number): Promise<readonly string[]>;
  comments(issue: number): Promise<readonly { readonly author: string; readonly body: string; readonly url: string }[]>;
  pulls(): Promise<readonly PullOnGitHub[]>;
  changedFiles(
    pull: number,
  ): Promise<readonly { readonly path: string; readonly patch: string; readonly additions: number }[]>;
  checks(sha: string): Promise<readonly CheckOnGitHub[]>;
  merge(pull: number): Promise<{ readonly sha: string }>;
  close(pull: number): Promise<void>;
  branches(): Promise<readonly string[]>;
}

export interface PullOnGitHub {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly headSha: string;
  readonly headRef: string;
  readonly state: string;
}

export interface CheckOnGitHub {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
}

interface Answers {
  readonly issue: { number: number; html_url: string };
  readonly comment: { id: number; body: string; html_url: string; user: { login: string } };
  readonly pull: { number: number; title: string; html_url: string; state: string; head: { sha: string; ref: string } };
  readonly file: { filename: string; patch?: string; additions: number };
  readonly run: {
    name: string;
    status: string;
    conclusion: string | null;
    output: { title: string | null; summary: string | null };
  };
}

export function createPerson(options: {
  readonly login: string;
  readonly token: string;
  readonly api: string;
  readonly repository: string;
}): Person {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${options.api}/repos/${options.repository}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  const pullOf = (pull: Answers['pull']): PullOnGitHub => ({
    number: pull.number,
    title: pull.title,
    url: pull.html_url,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    state: pull.state,
  });

  return {
    login: options.login,
    openIssue: async (title, body) => {
      const issue = await call<Answers['issue']>('POST', '/issues', { title, body });
      return { number: issue.number, url: issue.html_url };
    },
    comment: async (issue, body) => ({
      id: (await call<Answers['comment']>('POST', `/issues/${issue}/comments`, { body })).id,
    }),
    reactions: async (comment) =>
      (await call<{ content: string }[]>('GET', `/issues/comments/${comment}/reactions`)).map((each) => each.content),
    comments: async (issue) =>
      (await call<Answers['comment'][]>('GET', `/issues/${issue}/comments?per_page=100`)).map(
        ({ user, body, html_url: url }) => ({ author: user.login, body, url }),
      ),
    pulls: async () => (await call<Answers['pull'][]>('GET', '/pulls?state=all&per_page=100')).map(pullOf),
    changedFiles: async (pull) =>
      (await call<Answers['file'][]>('GET', `/pulls/${pull}/files?per_page=100`)).map(
        ({ filename, patch, additions }) => ({ path: filename, patch: patch ?? '', additions }),
      ),
    checks: async (sha) => {
      const { check_runs: runs } = await call<{ check_runs: Answers['run'][] }>(
        'GET',
        `/commits/${sha}/check-runs?per_page=100`,
      );
      return runs.map(({ name, status, conclusion, output }) => ({
        name,
        status,
        conclusion,
        title: output.title ?? '',
        summary: output.summary ?? '',
      }));
    },
    merge: (pull) => call<{ sha: string }>('PUT', `/pulls/${pull}/merge`, { merge_method: 'squash' }),
    close: async (pull) => {
      await call('PATCH', `/pulls/${pull}`, { state: 'closed' });
    },
    branches: async () => (await call<{ name: string }[]>('GET', '/branches?per_page=100')).map((each) => each.name),
  };
}
