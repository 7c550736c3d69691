import { describe, expect, test } from '@jest/globals';
import type { ClusterActs } from '../../src/ports/cluster.ts';
import { type Exchange, status } from '../support/kubernetes-script.ts';
import { until } from '../support/manual-time.ts';
import { clusters, connected } from './harness.ts';

const ref = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', namespace: 'team-a', name: 'prod' };
const manifest = {
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Cluster',
  metadata: { name: 'prod', namespace: 'team-a' },
  spec: { paused: false },
};
const path = '/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/clusters/prod';
const live = {
  metadata: {
    name: 'prod',
    uid: 'u-1',
    resourceVersion: '7',
    labels: { a: 'b' },
    annotations: { c: 'd' },
    finalizers: ['f'],
  },
};
const missing = status(404, 'NotFound', 'clusters.cluster.x-k8s.io "prod" not found', 'prod');
const forbidden = status(
  403,
  'Forbidden',
  'clusters is forbidden: User "bot" cannot patch resource "clusters"',
  'prod',
);
const webhook = status(403, 'Forbidden', 'admission webhook "v.x" denied the request: name is taken', 'prod');
const strict = status(422, 'Invalid', 'strict decoding error: unknown field "spec.pausd"', 'prod');
// A server-side apply is refused so by a real API server, with 500 although it is the manifest's fault.
const schema = status(
  500,
  'InternalError',
  'failed to create typed patch object: .spec.pausd: field not declared in schema',
);
const conflict =
  'Operation cannot be fulfilled: Precondition failed: UID in precondition: u-1, UID in object meta: u-2';

/** The acts against a server that answers the object's own path so. */
async function answering(code: number, body: unknown) {
  const all = await connected([clusters]);
  const seen: Exchange[] = [];
  all.script.intercept((exchange) => {
    if (exchange.path !== path) return false;
    seen.push(exchange);
    all.script.reply(exchange.response, code, body);
    return true;
  });
  const acts = all.connection.acts as ClusterActs;
  const query = () => Object.fromEntries(seen[0]?.query ?? []);
  const body0 = () => JSON.parse(seen[0]?.body ?? 'null');
  return { ...all, acts, seen, query, body: body0 };
}

test.each<[string, number, unknown, unknown]>([
  [
    'what it lists',
    200,
    {
      spec: {
        kubernetesVersions: ['v1.35.0'],
        variables: [{ name: 'region', required: true }, { name: 'workerTaints' }],
      },
    },
    { versions: ['v1.35.0'], variables: ['region', 'workerTaints'] },
  ],
  ['that it lists nothing', 200, { spec: {} }, { versions: [], variables: [] }],
  ['nothing where there is none', 404, missing, undefined],
  ['nothing where it may not be read', 403, forbidden, undefined],
])('of a ClusterClass is told %s', async (_what, code, body, told) => {
  const { connection, script } = await connected([{ ...clusters, kind: 'ClusterClass', plural: 'clusterclasses' }]);
  script.intercept(({ path: asked, response }) => {
    if (!asked.endsWith('/team-a/clusterclasses/ours')) return false;
    script.reply(response, code, body);
    return true;
  });
  expect(await (connection.acts as ClusterActs).topologyClass('team-a', 'ours')).toEqual(told);
});

describe('read', () => {
  test('gives the metadata of what is there', async () => {
    const { acts } = await answering(200, live);
    expect(await acts.read(ref)).toEqual({
      state: 'present',
      object: {
        uid: 'u-1',
        resourceVersion: '7',
        deleting: false,
        dependent: false,
        labels: { a: 'b' },
        annotations: { c: 'd' },
        finalizers: ['f'],
      },
    });
  });

  test('says gone only when the API server says that this object is not there', async () => {
    const { acts } = await answering(404, missing);
    expect(await acts.read(ref)).toEqual({ state: 'gone' });
  });

  test.each([
    ['a path that is not served', 404, '404 page not found\n'],
    ['another object that is not there', 404, status(404, 'NotFound', 'namespaces "team-a" not found', 'team-a')],
    ['a refusal', 403, forbidden],
    ['a fault', 500, status(500, 'InternalError', 'etcd is away')],
    ['a proxy', 502, '<html>bad gateway</html>'],
    ['an answer that is no object', 200, {}],
    ['an answer that is no JSON', 200, 'hello'],
  ])('knows nothing after %s', async (_, code, body) => {
    const { acts } = await answering(code, body);
    const read = await acts.read(ref);
    expect(read).toMatchObject({ state: 'unknown', because: expect.stringMatching(/./) });
    // Only this does not heal by itself.
    expect('forbidden' in read).toBe(body === forbidden);
  });

  test('knows nothing of a kind that is not served', async () => {
    const { acts } = await answering(404, missing);
    const answer = await acts.read({ ...ref, kind: 'Cloister' });
    expect(answer).toMatchObject({ state: 'unknown', because: expect.stringContaining('no kind Cloister') });
  });

  test('knows nothing when no answer comes', async () => {
    const { acts, script, time } = await connected([clusters]).then((all) => ({
      ...all,
      acts: all.connection.acts as ClusterActs,
    }));
    let asked = false;
    script.intercept((exchange) => {
      asked ||= exchange.path === path;
      return exchange.path === path;
    });
    const answer = acts.read(ref);
    await until(() => asked);
    time.advance(30_000);
    expect(await answer).toMatchObject({ state: 'unknown', because: expect.stringContaining('no answer within 30 s') });
  });

  test('reads through another version when the one that was recorded is no longer served', async () => {
    const { acts, seen } = await answering(200, live);
    expect(await acts.read({ ...ref, version: 'v1beta1' })).toMatchObject({ state: 'present' });
    expect(seen).toHaveLength(1);
  });
});

describe('put', () => {
  test('applies as clusterops, by force and strictly, and gives the UID', async () => {
    const { acts, seen, query, body } = await answering(200, live);
    expect(await acts.put(manifest)).toEqual({ uid: 'u-1' });
    expect(seen[0]).toMatchObject({ method: 'PATCH' });
    expect(seen[0]?.headers['content-type']).toBe('application/apply-patch+yaml');
    expect(query()).toEqual({ fieldManager: 'clusterops', force: 'true', fieldValidation: 'Strict' });
    expect(body()).toEqual(manifest);
  });

  test.each([
    ['kubernetes/forbidden', 403, forbidden],
    ['kubernetes/forbidden', 401, status(401, 'Unauthorized', 'Unauthorized')],
    ['kubernetes/refused', 403, webhook],
    ['kubernetes/refused', 422, strict],
    ['kubernetes/refused', 500, schema],
    ['kubernetes/refused', 404, status(404, 'NotFound', 'namespaces "team-a" not found', 'team-a')],
    ['kubernetes/unavailable', 503, 'no endpoints'],
    ['kubernetes/unavailable', 429, status(429, 'TooManyRequests', 'busy')],
    ['kubernetes/unavailable', 200, {}],
  ])('throws %s for %s', async (code, answer, body) => {
    const { acts } = await answering(answer, body);
    await expect(acts.put(manifest)).rejects.toMatchObject({ code });
  });

  test('refuses a manifest without a name, and a kind that is not served', async () => {
    const { acts } = await answering(200, live);
    await expect(acts.put({ ...manifest, metadata: {} })).rejects.toMatchObject({ code: 'kubernetes/refused' });
    await expect(acts.put({ ...manifest, kind: 'Cloister' })).rejects.toMatchObject({ code: 'kubernetes/refused' });
  });
});

describe('patch', () => {
  test('is a merge patch', async () => {
    const { acts, seen, body } = await answering(200, live);
    const patch = { metadata: { annotations: { a: null } } };
    expect(await acts.patch(ref, patch)).toBe('patched');
    expect(seen[0]?.headers['content-type']).toBe('application/merge-patch+json');
    expect(body()).toEqual(patch);
  });

  test('of what is not there says so', async () => {
    const { acts } = await answering(404, missing);
    expect(await acts.patch(ref, {})).toBe('gone');
  });

  test('of a path that is not there is a fault', async () => {
    const { acts } = await answering(404, '404 page not found\n');
    await expect(acts.patch(ref, {})).rejects.toMatchObject({ code: 'kubernetes/refused' });
  });

  test('that is forbidden is a fault of permission', async () => {
    const { acts } = await answering(403, forbidden);
    await expect(acts.patch(ref, {})).rejects.toMatchObject({ code: 'kubernetes/forbidden' });
  });
});

describe('remove', () => {
  test('deletes in background and only the object of that UID', async () => {
    const { acts, seen, body } = await answering(200, live);
    expect(await acts.remove(ref, 'u-1')).toBe('removing');
    expect(seen[0]?.method).toBe('DELETE');
    expect(body()).toMatchObject({ propagationPolicy: 'Background', preconditions: { uid: 'u-1' } });
  });

  test.each([
    ['gone', 404, missing],
    ['another object', 409, status(409, 'Conflict', conflict, 'prod')],
  ])('%s', async (outcome, code, body) => {
    const { acts } = await answering(code, body);
    expect(await acts.remove(ref, 'u-1')).toBe(outcome);
  });

  test.each([
    ['kubernetes/unavailable', 409, status(409, 'Conflict', 'the object has been modified', 'prod')],
    ['kubernetes/forbidden', 403, status(403, 'Forbidden', 'User "bot" cannot delete resource "clusters"', 'prod')],
    ['kubernetes/refused', 404, '404 page not found\n'],
    ['kubernetes/unavailable', 500, 'oops'],
  ])('throws %s for %s', async (code, answer, body) => {
    const { acts } = await answering(answer, body);
    await expect(acts.remove(ref, 'u-1')).rejects.toMatchObject({ code });
  });
});

describe('the connection under the acts', () => {
  test('a kept connection that the server had closed is replaced without a fault', async () => {
    const { acts, script, seen } = await answering(200, live);
    await acts.read(ref);
    let reset = false;
    script.intercept(({ path: asked, response }) => {
      if (asked !== path || reset) return false;
      reset = true;
      response.destroy();
      return true;
    });
    expect(await acts.read(ref)).toMatchObject({ state: 'present' });
    expect(seen).toHaveLength(2);
  });

  test('kinds are looked up once, and a kind that is installed later is found', async () => {
    const { acts, script, time } = await answering(200, live);
    await acts.read(ref);
    await acts.read(ref);
    const lookUps = () => script.requests.filter((request) => request.path === '/apis/cluster.x-k8s.io/v1beta2').length;
    expect(lookUps()).toBe(1);
    const machine = { ...ref, kind: 'Machine', name: 'm' };
    expect(await acts.read(machine)).toMatchObject({ state: 'unknown' });
    script.served.push({ ...clusters, kind: 'Machine', plural: 'machines' });
    script.intercept((exchange) => {
      if (!exchange.path.endsWith('/machines/m')) return false;
      script.reply(exchange.response, 200, live);
      return true;
    });
    time.advance(5_000);
    expect(await acts.read(machine)).toMatchObject({ state: 'present' });
  });
});
