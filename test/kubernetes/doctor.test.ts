import { expect, test } from '@jest/globals';
import type { ClusterDoctor } from '../../src/kubernetes/doctor.ts';
import { status } from '../support/kubernetes-script.ts';
import { clusters, connected, machines } from './harness.ts';

test('answers what the doctor asks: version, kinds and rights', async () => {
  const { script, connection } = await connected([clusters, { ...machines, version: 'v1beta1' }]);
  const doctor = connection.doctor as ClusterDoctor;
  const asked: unknown[] = [];
  script.intercept(({ path, response, body }) => {
    if (path === '/version') script.reply(response, 200, { gitVersion: 'v1.36.3' });
    else if (path.endsWith('/selfsubjectaccessreviews')) {
      const { resourceAttributes } = JSON.parse(body).spec;
      asked.push(resourceAttributes);
      const allowed = resourceAttributes.verb === 'list';
      script.reply(response, 201, { status: { allowed, ...(allowed ? {} : { reason: 'no RBAC rule' }) } });
    } else return false;
    return true;
  });

  expect(await doctor.version()).toBe('v1.36.3');
  expect((await doctor.served()).map(({ kind, version }) => `${kind} ${version}`)).toEqual([
    'Cluster v1beta2',
    'Machine v1beta1',
  ]);
  const right = { group: 'cluster.x-k8s.io', resource: 'clusters', namespace: 'team-a' };
  expect(await doctor.may({ ...right, verb: 'list' })).toEqual({ allowed: true });
  expect(await doctor.may({ ...right, verb: 'delete' })).toEqual({ allowed: false, because: 'no RBAC rule' });
  expect(asked[0]).toEqual({ ...right, verb: 'list' });
});

test.each([
  [
    true,
    403,
    "configmaps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: The policy holds.",
  ],
  [false, 200, ''],
])('sees by a dry run whether a policy holds its identity: %s', async (held, code, message) => {
  const { script, connection } = await connected([clusters], { dryRunAs: 'held' });
  const asked: unknown[] = [];
  script.intercept(({ path, query, headers, response }) => {
    if (!path.startsWith('/api/v1/namespaces/team-a/configmaps/')) return false;
    asked.push([query.get('dryRun'), headers['impersonate-user']]);
    script.reply(response, code, code === 200 ? {} : status(code, 'Forbidden', message));
    return true;
  });
  expect(await connection.rehearsalDoctor?.isHeld('team-a')).toBe(held);
  expect(asked).toEqual([['All', 'held']]);
});

test('says what keeps it from asking', async () => {
  const { script, connection } = await connected([clusters]);
  script.intercept(({ response }) => {
    script.reply(response, 503, 'the API server is starting');
    return true;
  });
  await expect(connection.doctor?.version()).rejects.toMatchObject({
    code: 'kubernetes/unavailable',
    detail: expect.stringContaining('the API server is starting'),
  });
});
