import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../src/telemetry/log.ts';

const collect = (pretty = false) => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', pretty, destination: { write: (line) => void lines.push(line) } });
  return { log, lines };
};
const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

describe('the log', () => {
  test("one JSON line an entry, with the request's id from the child on", () => {
    const { log, lines } = collect();
    log.child({ request: 'k3f0000000' }).info({ repository: 7 }, 'opened');
    log.debug({}, 'below the level');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 30,
      request: 'k3f0000000',
      repository: 7,
      msg: 'opened',
    });
    expect(lines[0]?.endsWith('\n')).toBe(true);
  });

  test.each<[string, object, string]>([
    ['a message', {}, `got ${token} from GitHub`],
    ['a field', { header: { authorization: `bearer ${token}` } }, 'x'],
    ['a nested field by its name', { settings: { webhookSecret: 'hunter22' } }, 'x'],
    ['a list', { seen: [token, 'x'] }, 'x'],
    ['a URL', { url: 'postgres://bot:hunter22@db/x' }, 'x'],
    ['an error', { err: new Error(`cannot reach https://bot:hunter22@host/ with ${token}`) }, 'x'],
    [
      'text next to quotes',
      { said: 'password=hunter22"tail', more: `"${token}"` },
      'a "quoted" password=hunter22" here',
    ],
  ])('says nothing secret in %s, and stays JSON', (_, fields, message) => {
    const { log, lines } = collect();
    log.error(fields, message);
    expect(lines.join('')).not.toContain(token);
    expect(lines.join('')).not.toContain('hunter22');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 50 });
  });

  test('lines for people: time, level, message, fields, and the trace of an error below', () => {
    const { log, lines } = collect(true);
    log.warn({ request: 'k3f', err: new Error('no\nway') }, 'it failed');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}it failed request=k3f\n {2}Error: no\n {2}way\n/);
  });
});
