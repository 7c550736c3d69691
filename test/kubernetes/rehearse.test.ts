import { describe, expect, test } from '@jest/globals';
import type { Rehearse } from '../../src/ports/cluster.ts';
import { type Exchange, status } from '../support/kubernetes-script.ts';
import { until } from '../support/manual-time.ts';
import { clusters, connected } from './harness.ts';

const dryRunAs = 'system:serviceaccount:clusterops:clusterops-dry-run';
const cluster = (name: string, namespace?: string) => ({
  manifest: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: { paused: false },
  },
  namespace: 'team-a',
});

/** Rehearsals against a server that answers each PATCH so; `undefined`: not yet. */
async function answering(answer: (exchange: Exchange) => readonly [code: number, body: unknown] | undefined) {
  const all = await connected([clusters], { dryRunAs });
  const seen: Exchange[] = [];
  all.script.intercept((exchange) => {
    if (!exchange.path.includes('/namespaces/')) return false;
    seen.push(exchange);
    const answered = answer(exchange);
    if (answered !== undefined) all.script.reply(exchange.response, ...answered);
    return true;
  });
  return { ...all, seen, rehearse: all.connection.rehearse as Rehearse };
}

const nameOf = ({ path }: Exchange): string => path.split('/').at(-1) ?? '';

test('is a server-side apply in a dry run, strict, under a manager and an identity of its own', async () => {
  const { rehearse, seen } = await answering(() => [200, {}]);
  expect(await rehearse([cluster('prod')])).toEqual([{ state: 'accepted' }]);
  expect(seen[0]?.path).toBe('/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/clusters/prod');
  expect(Object.fromEntries(seen[0]?.query ?? [])).toEqual({
    dryRun: 'All',
    fieldValidation: 'Strict',
    fieldManager: 'clusterops-plan',
    force: 'true',
  });
  expect(seen[0]?.headers).toMatchObject({
    'impersonate-user': dryRunAs,
    'content-type': 'application/apply-patch+yaml',
  });
  expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ metadata: { name: 'prod', namespace: 'team-a' } });
});

test('without an identity there is none', async () => {
  const { connection } = await connected([clusters]);
  expect(connection.rehearse).toBeUndefined();
});

describe('what the API server answers', () => {
  const about = (code: number, reason: string, message: string, causes: object[] = []) => {
    const body = status(code, reason, message, 'prod');
    return [code, { ...body, details: { name: 'prod', causes } }] as const;
  };
  test.each([
    [
      'fields that apply does not know',
      about(
        500,
        '',
        'failed to create typed patch object (team-a/prod; cluster.x-k8s.io/v1beta2, Kind=Cluster): errors:\n  .spec.pausd: field not declared in schema\n  .spec.pools[name="a b: c"].size: expected numeric (int or float), got string',
      ),
      [
        { message: 'spec.pausd: field not declared in schema', field: '.spec.pausd', unknownField: true },
        {
          message: 'spec.pools[name="a b: c"].size: expected numeric (int or float), got string',
          field: '.spec.pools[name="a b: c"].size',
          unknownField: false,
        },
      ],
    ],
    [
      'an unknown field of a kind of its own',
      about(400, 'BadRequest', 'strict decoding error: unknown field "spec.pausd"'),
      [{ message: 'unknown field "spec.pausd"', field: 'spec.pausd', unknownField: true }],
    ],
    [
      'values that do not fit',
      about(422, 'Invalid', 'Cluster "prod" is invalid: spec.paused: Invalid value', [
        { field: 'spec.paused', message: 'Invalid value: "maybe"', reason: 'FieldValueInvalid' },
      ]),
      [{ message: 'spec.paused: Invalid value: "maybe"', field: 'spec.paused' }],
    ],
    [
      'an admission webhook that names the field',
      about(422, 'Invalid', 'admission webhook "validation.x" denied the request: Cluster "prod" is invalid', [
        { field: 'spec.topology', message: 'spec.topology: Forbidden: no', reason: 'FieldValueForbidden' },
      ]),
      [{ message: 'spec.topology: Forbidden: no (admission webhook validation.x)', field: 'spec.topology' }],
    ],
    [
      'an admission webhook that does not',
      about(403, 'Forbidden', 'admission webhook "v.x" denied the request: name is taken'),
      [{ message: 'admission webhook "v.x" denied the request: name is taken' }],
    ],
  ])('refuses for %s', async (_, answer, complaints) => {
    const { rehearse } = await answering(() => answer);
    expect(await rehearse([cluster('prod')])).toEqual([{ state: 'refused', complaints }]);
  });

  test.each([
    ['namespace', about(404, 'NotFound', 'namespaces "team-a" not found'), 'namespaces "team-a" not found'],
    ['kind', about(404, 'NotFound', 'the server could not find the requested resource'), 'could not find'],
    [
      'forbidden',
      about(
        403,
        'Forbidden',
        'clusters "prod" is forbidden: User "u" cannot patch resource "clusters" in API group "cluster.x-k8s.io" in the namespace "team-a"',
      ),
      'User "u" cannot patch such objects in the namespace "team-a"',
    ],
    ['unanswered', about(503, '', 'no endpoints'), 'no endpoints'],
    ['unanswered', about(500, 'InternalError', 'failed calling webhook "v.x": refused'), 'failed calling webhook'],
    ['unanswered', about(400, 'BadRequest', 'admission webhook "v.x" does not support dry run'), 'does not support'],
  ] as const)('says nothing of the object: %s', async (why, answer, said) => {
    const { rehearse } = await answering(() => answer);
    const [outcome] = await rehearse([cluster('prod')]);
    expect(outcome).toMatchObject({ state: 'unknown', why, said: expect.stringContaining(said) });
    // The reason is the same for the same trouble, whatever the object.
    if (outcome?.state === 'unknown') expect(outcome.said).not.toContain('prod');
  });

  test('a kind that is not served', async () => {
    const { rehearse, seen } = await answering(() => [200, {}]);
    const cloister = { ...cluster('a'), manifest: { ...cluster('a').manifest, kind: 'Cloister' } };
    expect(await rehearse([cloister])).toMatchObject([{ state: 'unknown', why: 'kind' }]);
    expect(seen).toEqual([]);
  });

  test('a server that is away', async () => {
    const { rehearse, script } = await answering(() => [200, {}]);
    script.intercept(({ response }) => {
      response.destroy();
      return true;
    });
    expect(await rehearse([cluster('a')])).toMatchObject([{ state: 'unknown', why: 'unanswered' }]);
  });
});

test('answers in the order of the objects, whichever the API server answers first', async () => {
  const waiting: Exchange[] = [];
  const { rehearse, script } = await answering((exchange) => {
    waiting.push(exchange);
    return undefined;
  });
  const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const asked = rehearse(names.map((name) => cluster(name)));
  for (let left = names.length; left > 0; left -= 1) {
    await until(() => waiting.length === Math.min(8, left));
    const last = waiting.pop();
    if (last === undefined) throw new Error('nothing waits');
    const refused = nameOf(last) === 'c3';
    script.reply(last.response, refused ? 422 : 200, refused ? status(422, 'Invalid', 'no', 'c3') : {});
  }
  expect((await asked).map(({ state }) => state)).toEqual(
    names.map((name) => (name === 'c3' ? 'refused' : 'accepted')),
  );
});

test('asks about no more than eight at a time', async () => {
  const { rehearse, seen, time } = await answering((exchange) =>
    nameOf(exchange) === 'quick' ? [200, {}] : undefined,
  );
  const asked = rehearse(Array.from({ length: 20 }, (_, index) => cluster(`c${index}`)));
  await until(() => seen.length === 8);
  // Whatever was sent before this one has come.
  expect(await rehearse([cluster('quick')])).toEqual([{ state: 'accepted' }]);
  expect(seen.filter((each) => nameOf(each) !== 'quick')).toHaveLength(8);
  time.advance(20_000);
  expect(new Set((await asked).map(({ state }) => state))).toEqual(new Set(['unknown']));
});

test('what had no answer in time is unanswered; what had one keeps it', async () => {
  const { rehearse, seen, time } = await answering((exchange) => (nameOf(exchange) === 'slow' ? undefined : [200, {}]));
  const asked = rehearse([cluster('slow'), cluster('quick')]);
  await until(() => seen.length === 2);
  const answered = rehearse([cluster('quick')]);
  expect(await answered).toEqual([{ state: 'accepted' }]);
  time.advance(20_000);
  expect(await asked).toEqual([
    { state: 'unknown', why: 'unanswered', said: 'the API server did not answer within 20 s' },
    { state: 'accepted' },
  ]);
});
