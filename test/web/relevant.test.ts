import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayHoldCommand, mayMatter, peekAction } from '../../src/web/relevant.ts';

const comment = (body: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      action: 'created',
      issue: { url: 'https://api.github.com/repos/octo/fleet/issues/1', body: 'see a/b' },
      comment: { body, html_url: 'https://github.com/octo/fleet/issues/1#issuecomment-1' },
    }),
  );

describe('dropping deliveries without parsing them', () => {
  test.each([
    ['at the start', '/help', true],
    ['after a line feed', 'hello\n/help', true],
    ['after a carriage return', 'hello\r/help', true],
    ['after both', 'hello\r\n/help', true],
    ['after a blank line', 'hello\n\n/help', true],
    ["after Unicode's own line breaks", 'hello\u2028/help', true],
    ['in the middle of a line', 'either/or, a /help inside', false],
    ['nothing of the kind', 'Looks good to me', false],
    ['a path in words that end in n and r', 'plan/color/warn', false],
    ['an empty comment', '', false],
    ['a link', 'https://example.org/n/r', false],
  ])('a command %s', (_, body, kept) => {
    expect(mayHoldCommand(comment(body))).toBe(kept);
    expect(mayMatter('issue_comment', comment(body))).toBe(kept);
  });

  test.each([
    ['that names the configuration', { modified: ['.github/clusterops.yml'] }, false, true],
    ['that takes files away', { modified: [], removed: ['clusters/shop/cluster.yaml'] }, false, true],
    ['that is forced', { removed: [] }, true, true],
    [
      'that only changes and adds',
      { added: ['a'], removed: [], modified: ['clusters/shop/cluster.yaml'] },
      false,
      false,
    ],
  ])('of pushes, one %s: %j', (_name, commit, forced, kept) => {
    const push = Buffer.from(JSON.stringify({ ref: 'refs/heads/main', forced, commits: [commit] }));
    expect(mayMatter('push', push)).toBe(kept);
  });

  test.each([
    ['an escaped slash', '{"action":"created","comment":{"body":"\\/help"}}'],
    ['an escaped slash on a later line', '{"action":"created","comment":{"body":"a\\n\\/help"}}'],
    ['a slash by its code', '{"action":"created","comment":{"body":"\\u002fhelp"}}'],
    ['a slash by its code in capitals', '{"action":"created","comment":{"body":"a\\n\\u002Fhelp"}}'],
    ['a line feed by its code', '{"action":"created","comment":{"body":"a\\u000a/help"}}'],
    ['a line feed by its code in capitals', '{"action":"created","comment":{"body":"a\\u000A/help"}}'],
  ])('keeps %s', (_, raw) => {
    expect(mayMatter('issue_comment', Buffer.from(raw))).toBe(true);
  });

  test('never drops a comment that holds a line starting with a slash, however the JSON is written', () => {
    const line = fc.string({ unit: 'binary' });
    const escapeSome = (text: string, which: readonly boolean[]): string =>
      `"${[...text]
        .map((character, index) =>
          which[index % which.length] === true || /["\\\p{Cc}]|\p{Cs}/u.test(character)
            ? [...Array(character.length).keys()]
                .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
                .join('')
            : character,
        )
        .join('')}"`;
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 4 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        (before, lineEnd, which) => {
          const body = [...before, '/help'].join(lineEnd);
          const raw = Buffer.from(`{"action":"created","comment":{"body":${escapeSome(body, which)}}}`);
          return mayMatter('issue_comment', raw) && JSON.parse(raw.toString('utf8')).comment.body === body;
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['issue_comment', 'created', true],
    ['issue_comment', 'edited', false],
    ['issue_comment', 'deleted', false],
    ['issues', 'opened', true],
    ['issues', 'labeled', false],
    ['pull_request', 'synchronize', true],
    ['pull_request', 'assigned', false],
    ['check_run', 'rerequested', true],
    ['check_run', 'completed', false],
    ['check_suite', 'rerequested', true],
    ['check_suite', 'completed', false],
    ['merge_group', 'checks_requested', true],
    ['merge_group', 'destroyed', false],
    ['installation', 'created', true],
    ['installation_repositories', 'added', true],
    ['star', 'created', false],
    ['constructor', 'created', false],
    ['__proto__', 'created', false],
  ])('%s.%s', (event, action, kept) => {
    expect(mayMatter(event, Buffer.from(`{"action":"${action}","issue":{"body":"/help"}}`))).toBe(kept);
  });

  test('a payload whose action does not stand first is left to the parser', () => {
    const raw = Buffer.from('{"installation":{"id":1},"action":"labeled"}');
    expect(peekAction(raw)).toBeUndefined();
    expect(mayMatter('pull_request', raw)).toBe(true);
    expect(peekAction(Buffer.from(' { "action" : "opened" , "number" : 1 }'))).toBe('opened');
  });
});
