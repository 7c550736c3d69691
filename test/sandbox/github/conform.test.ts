import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Exchange } from '../../../src/sandbox/github/main.ts';
import { conformanceFindings, recordConformance } from '../../support/github/conform.ts';
import { openScene, type Scene } from '../../support/github/scene.ts';

// The checker itself: it must be able to fail.
let scene: Scene;
const seen: Exchange[] = [];
beforeAll(async () => {
  scene = await openScene({ observe: (exchange) => seen.push(JSON.parse(JSON.stringify(exchange))) });
  const issue = await scene.rest(scene.tokens.wim, 'POST', '/repos/octo-org/fleet/issues', { title: 'one' });
  await scene.rest(scene.tokens.wim, 'GET', `/repos/octo-org/fleet/issues/${issue.json.number}?`);
  await scene.graphql(scene.tokens.wim, 'query Who { viewer { login } }');
});
afterAll(() => scene.close());

type Rest = Extract<Exchange, { kind: 'rest' }>;
type Hook = Extract<Exchange, { kind: 'webhook' }>;

function created(): Rest {
  const found = seen.find((each) => each.kind === 'rest' && each.route?.endsWith('/issues'));
  if (found?.kind !== 'rest') throw new Error('no request was seen');
  return found;
}

function opened(): Hook {
  const found = seen.find((each) => each.kind === 'webhook' && each.event === 'issues');
  if (found?.kind !== 'webhook') throw new Error('no webhook was seen');
  return found;
}

describe('a true exchange', () => {
  test('has no finding', () => {
    expect(seen.flatMap(conformanceFindings)).toEqual([]);
    expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(['rest', 'graphql', 'webhook']));
  });
});

describe('a broken reply', () => {
  const broken = (change: Readonly<Record<string, unknown>>): Rest => ({
    ...created(),
    responseBody: { ...(created().responseBody as object), ...change },
  });
  test.each([
    ['a field of the wrong type', { number: 'one' }, /issues → 201\/number: must be integer/],
    ['a required field that is null', { title: null }, /\/title: must be string/],
    ['a value outside the enumeration', { author_association: 'FRIEND' }, /author_association/],
    ['a nested field', { user: { login: 'wim' } }, /user: must have required property/],
  ])('%s is found', (_what, change, finding) => {
    expect(conformanceFindings(broken(change)).join('\n')).toMatch(finding);
  });

  test('a missing field is found', () => {
    const { node_id: _, ...rest } = created().responseBody as { node_id: string };
    expect(conformanceFindings({ ...created(), responseBody: rest }).join()).toMatch(/required property 'node_id'/);
  });

  test('a status that GitHub never answers is found', () => {
    expect(conformanceFindings({ ...created(), status: 202 }).join()).toMatch(/never answers 202/);
  });

  test('a refusal without a message is found', () => {
    expect(conformanceFindings({ ...created(), status: 429, responseBody: {} }).join()).toMatch(/without a message/);
  });
});

describe('a broken request', () => {
  test.each([
    ['a misspelt field', { requestBody: { title: 'x', labls: [] } }, /no field "labls"/],
    ['a field of the wrong type', { requestBody: { title: 'x', labels: 'bug' } }, /labels: must be array/],
    ['a missing field', { requestBody: {} }, /required property 'title'/],
    ['an unknown query parameter', { url: '/repos/octo-org/fleet/issues?colour=red' }, /no query parameter "colour"/],
    ['an unknown operation', { route: undefined }, /no such operation/],
  ])('%s is found', (_what, change, finding) => {
    expect(conformanceFindings({ ...created(), ...change } as Rest).join('\n')).toMatch(finding);
  });
});

describe('a broken webhook', () => {
  test('a missing field is found', () => {
    const found = opened();
    const { repository: _, ...payload } = found.payload;
    expect(conformanceFindings({ ...found, payload }).join()).toMatch(/repository/);
  });

  test('a field of another type than in the examples is found', () => {
    const found = opened();
    const payload = { ...found.payload, issue: { ...(found.payload.issue as object), comments: '0' } };
    expect(conformanceFindings({ ...found, payload }).join()).toMatch(
      /issue\.comments: is string, examples have number/,
    );
  });

  test('an event that GitHub does not have is found', () => {
    expect(conformanceFindings({ kind: 'webhook', event: 'issue', payload: { action: 'opened' } }).join()).toMatch(
      /no such webhook/,
    );
  });
});

test('a GraphQL document that the schema refuses is found, and the test that sent it fails', async () => {
  const { observe, assert } = recordConformance();
  assert();
  const request = { query: '{ viewer { nickname } }' };
  const answer = await scene.graphql(scene.tokens.wim, request.query);
  const reply = { errors: answer.errors };
  observe({ kind: 'graphql', operation: undefined, fields: ['viewer'], request, status: 200, reply, faulted: false });
  expect(assert).toThrow(/Cannot query field "nickname" on type "User"/);
  assert();
});
