import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { extract } from '../../src/web/extract.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
const path = new URL('../../node_modules/@octokit/webhooks-examples/api.github.com/index.json', import.meta.url);
const examples = JSON.parse(readFileSync(path, 'utf8')) as readonly Example[];
const ours = [
  'issue_comment',
  'issues',
  'pull_request',
  'pull_request_review',
  'push',
  'check_run',
  'check_suite',
  'merge_group',
  'installation',
  'installation_repositories',
];

/** True when every field of `part` is in `whole` with the same value, in the same place. */
const within = (part: unknown, whole: unknown): boolean => {
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((each, index) => within(each, whole[index]));
  if (typeof part !== 'object' || part === null) return part === whole;
  return (
    typeof whole === 'object' &&
    whole !== null &&
    Object.entries(part).every(([key, value]) => within(value, (whole as Record<string, unknown>)[key]))
  );
};

const of = (event: string, action: string): Record<string, unknown> => {
  const example = examples.find(({ name }) => name === event)?.examples.find((each) => each.action === action);
  if (example === undefined) throw new Error(`no example of ${event}.${action}`);
  return { installation: { id: 7, node_id: 'x' }, ...structuredClone(example) };
};

describe('cutting payloads down', () => {
  test.each(ours)("takes of GitHub's own examples of %s only what is there, in its own place", (event) => {
    const all = examples.find(({ name }) => name === event)?.examples ?? [];
    expect(all.length).toBeGreaterThan(0);
    for (const example of all) {
      const whole = { installation: { id: 7 }, ...example };
      const result = extract(event, whole);
      expect(result.kind).not.toBe('incomplete');
      if (result.kind !== 'wanted') continue;
      expect(within(result.payload, whole)).toBe(true);
      expect(JSON.stringify(result.payload).length).toBeLessThan(3_000);
    }
  });

  test('a new comment: the fields that the handler reads', () => {
    const example = of('issue_comment', 'created');
    const body = 'hello\r\n/create-cluster eu-west-1';
    const result = extract('issue_comment', { ...example, comment: { ...(example.comment as object), body } });
    expect(result).toMatchObject({
      kind: 'wanted',
      payload: {
        action: 'created',
        installation: { id: 7 },
        repository: {
          id: 186853002,
          node_id: 'MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=',
          name: 'Hello-World',
          full_name: 'Codertocat/Hello-World',
          default_branch: 'master',
          owner: { login: 'Codertocat', id: 21031067, type: 'User' },
        },
        sender: { id: 21031067, login: 'Codertocat', type: 'User' },
        comment: { body, user: { id: 21031067 }, created_at: expect.any(String), updated_at: expect.any(String) },
      },
    });
    expect(result.kind === 'wanted' && result.payload.issue).not.toHaveProperty('body');
  });

  test('a pull request: head and base, also when the fork is gone', () => {
    const example = of('pull_request', 'closed');
    const pull = example.pull_request as { head: object };
    const result = extract('pull_request', {
      ...example,
      pull_request: { ...pull, head: { ...pull.head, repo: null } },
    });
    expect(result).toMatchObject({
      kind: 'wanted',
      payload: {
        pull_request: {
          number: 2,
          state: 'closed',
          merged: false,
          merge_commit_sha: expect.any(String),
          head: { ref: 'changes', sha: expect.stringMatching(/^[0-9a-f]{40}$/), repo: null },
          base: { ref: 'master', sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
        },
      },
    });
  });

  test('a button: which run, which button, who', () => {
    expect(extract('check_run', of('check_run', 'requested_action'))).toMatchObject({
      kind: 'wanted',
      payload: {
        requested_action: { identifier: expect.any(String) },
        check_run: {
          id: expect.any(Number),
          name: expect.any(String),
          head_sha: expect.any(String),
          app: { id: 25811 },
        },
        sender: { id: 2036040 },
      },
    });
  });

  test('an installation: its account and repositories', () => {
    expect(extract('installation_repositories', of('installation_repositories', 'added'))).toMatchObject({
      kind: 'wanted',
      payload: {
        repositories_added: [{ id: expect.any(Number), full_name: expect.any(String) }],
        repositories_removed: [],
      },
    });
    expect(extract('installation', of('installation', 'created'))).toMatchObject({
      kind: 'wanted',
      payload: { installation: { account: { login: expect.any(String) } }, repositories: [{ id: expect.any(Number) }] },
    });
  });

  const opened = of('issues', 'opened');
  const commented = of('issue_comment', 'created');
  const edited = of('pull_request', 'opened');
  const pushed = { installation: { id: 7 }, ...examples.find(({ name }) => name === 'push')?.examples[0] };
  const review = of('pull_request_review', 'submitted');
  const onto = (ref: string) => ({ ...pushed, ref });
  const says = (state: string) => ({ ...review, review: { ...(review.review as object), state } });
  test.each<[string, string, unknown, string]>([
    [
      'an issue with a command',
      'issues',
      { ...opened, issue: { ...(opened.issue as object), body: '/help' } },
      'wanted',
    ],
    [
      'a submitted issue form',
      'issues',
      { ...opened, issue: { ...(opened.issue as object), body: '### Regions of the new cluster\n\nlocal' } },
      'wanted',
    ],
    [
      'an issue that its author transfers, and that had a command where it was',
      'issues',
      {
        ...{ ...opened, issue: { ...(opened.issue as object), body: '/help' } },
        changes: { old_issue: { id: 1 }, old_repository: { id: 2 } },
      },
      'dropped',
    ],
    [
      'an issue that somebody else brings here',
      'issues',
      { ...opened, issue: { ...(opened.issue as object), body: '/help' }, sender: { id: 5, login: 'maintainer' } },
      'dropped',
    ],
    [
      'a comment that somebody else brings here',
      'issue_comment',
      { ...commented, comment: { ...(commented.comment as object), body: '/help' }, sender: { id: 5, login: 'other' } },
      'dropped',
    ],
    ['an issue without body', 'issues', { ...opened, issue: { ...(opened.issue as object), body: null } }, 'dropped'],
    [
      'a comment without command, though the issue has one',
      'issue_comment',
      { ...of('issue_comment', 'created'), issue: { ...(opened.issue as object), body: '/help' } },
      'dropped',
    ],
    ['an edited title', 'pull_request', { ...edited, action: 'edited', changes: { title: { from: 'x' } } }, 'dropped'],
    [
      'a new base',
      'pull_request',
      { ...edited, action: 'edited', changes: { base: { ref: { from: 'x' } } } },
      'wanted',
    ],
    ['a push to the default branch', 'push', onto('refs/heads/master'), 'wanted'],
    ['a push to another', 'push', onto('refs/heads/topic'), 'dropped'],
    ['an approval', 'pull_request_review', says('approved'), 'wanted'],
    ['a review that only comments', 'pull_request_review', says('commented'), 'dropped'],
    ['an event of no interest', 'star', { action: 'created' }, 'dropped'],
    ['an action of no interest', 'issues', { ...opened, action: 'pinned' }, 'dropped'],
    [
      'a repository webhook, which has no installation',
      'pull_request',
      { ...edited, installation: undefined },
      'incomplete',
    ],
    [
      'a head of the wrong type',
      'pull_request',
      { ...edited, pull_request: { number: 1, head: 'x', base: {} } },
      'incomplete',
    ],
  ])('%s', (_, event, json, kind) => {
    expect(extract(event, json).kind).toBe(kind);
  });

  test('no JSON makes it throw, and what it takes is bounded to the known fields', () => {
    const action = fc.constantFrom('created', 'opened', 'closed', 'rerequested', 'checks_requested', 'added');
    fc.assert(
      fc.property(fc.constantFrom(...ours), action, fc.jsonValue(), (event, name, value) => {
        extract(event, value);
        const wild = {
          action: name,
          installation: value,
          repository: value,
          sender: value,
          issue: value,
          comment: value,
        };
        extract(event, {
          ...wild,
          review: value,
          pull_request: value,
          check_run: value,
          check_suite: value,
          merge_group: value,
        });
      }),
    );
    const polluted = JSON.parse('{"action":"opened","__proto__":{"x":1},"installation":{"id":1,"__proto__":{"id":2}}}');
    expect(extract('issues', polluted)).toMatchObject({ kind: 'incomplete' });
  });
});
