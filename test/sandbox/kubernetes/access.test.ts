import { request } from 'node:https';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asking, clusters, configMap, configMaps, sandbox } from './client.ts';

const review = (attributes: object) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  spec: { resourceAttributes: attributes },
});
const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

const reader = [{ rules: [{ verbs: ['get', 'list'], apiGroups: ['cluster.x-k8s.io'], resources: ['clusters'] }] }];
const editor = [
  {
    namespace: 'default',
    rules: [{ verbs: ['*'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'] }],
  },
  {
    namespace: 'default',
    rules: [{ verbs: ['patch'], apiGroups: ['cluster.x-k8s.io'], resources: ['clusters/status'] }],
  },
];

describe('rights', () => {
  const cases: readonly (readonly [
    what: string,
    grants: typeof reader | typeof editor,
    method: string,
    path: string,
    status: number,
  ])[] = [
    ['a rule lets the verb through', reader, 'GET', clusters, 200],
    ['a watch is a verb of its own', reader, 'GET', `${clusters}?watch=true`, 403],
    ['a rule of another group lets nothing through', reader, 'GET', configMaps, 403],
    ['discovery is open to all', reader, 'GET', '/apis', 200],
    ['a named object', editor, 'GET', `${configMaps}/mine`, 404],
    ['another name', editor, 'GET', `${configMaps}/theirs`, 403],
    ['another namespace', editor, 'GET', '/api/v1/namespaces/kube-system/configmaps/mine', 403],
    ['the resource is not its subresource', editor, 'PATCH', `${clusters}/a`, 403],
    ['the subresource', editor, 'PATCH', `${clusters}/a/status`, 404],
  ];
  test.each(cases)('%s', async (_, grants, method, path, status) => {
    const kubernetes = await sandbox();
    const user = kubernetes.access.addUser('bot', grants);
    const merge = { 'content-type': 'application/merge-patch+json' };
    const answer = await asking(kubernetes, user.token)(
      method,
      path,
      method === 'PATCH' ? {} : undefined,
      method === 'PATCH' ? merge : {},
    );
    expect(answer.status).toBe(status);
  });

  test('a refusal says who may not do what where', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes, kubernetes.access.addUser('bot', reader).token);
    expect((await ask('GET', `${configMaps}/a`)).body.message).toBe(
      'configmaps "a" is forbidden: User "bot" cannot get resource "configmaps" in API group "" in the namespace "default"',
    );
    expect((await ask('GET', '/apis/cluster.x-k8s.io/v1beta2/machines')).body.message).toBe(
      'machines.cluster.x-k8s.io is forbidden: User "bot" cannot list resource "machines" in API group "cluster.x-k8s.io" at the cluster scope',
    );
  });

  test('a review answers from the same rules', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes, kubernetes.access.addUser('bot', reader).token);
    const allowed = async (verb: string, resource: string) =>
      (await ask('POST', reviews, review({ verb, group: 'cluster.x-k8s.io', resource }))).body.status.allowed;
    expect([
      await allowed('list', 'clusters'),
      await allowed('delete', 'clusters'),
      await allowed('list', 'machines'),
    ]).toEqual([true, false, false]);
  });

  test('a ban holds for everybody until it is lifted, also in reviews', async () => {
    const kubernetes = await sandbox();
    const ask = asking(kubernetes);
    const lift = kubernetes.access.forbid({ verb: 'list', resource: 'clusters' });
    const asked = review({ verb: 'list', group: 'cluster.x-k8s.io', resource: 'clusters' });
    expect((await ask('GET', clusters)).status).toBe(403);
    expect((await ask('POST', reviews, asked)).body.status.allowed).toBe(false);
    lift();
    expect((await ask('GET', clusters)).status).toBe(200);
  });
});

describe('acting as somebody else', () => {
  const rehearser = 'system:serviceaccount:bots:rehearser';
  const as = (user: string) => ({ 'impersonate-user': user });
  const mayImpersonate = [
    {
      namespace: 'bots',
      rules: [
        { verbs: ['impersonate'], apiGroups: [''], resources: ['serviceaccounts'], resourceNames: ['rehearser'] },
      ],
    },
  ];

  test('has the rights of the other and none of one’s own, and is written down under the other’s name', async () => {
    const kubernetes = await sandbox();
    kubernetes.access.addUser(rehearser, reader);
    const ask = asking(kubernetes, kubernetes.access.addUser('bot', [...mayImpersonate, ...editor]).token);
    expect((await ask('GET', clusters, undefined, as(rehearser))).status).toBe(200);
    expect((await ask('GET', `${configMaps}/mine`, undefined, as(rehearser))).status).toBe(403);
    expect(kubernetes.requests().at(-1)?.user).toBe(rehearser);
  });

  test('needs the right to; somebody who was never heard of has no rights', async () => {
    const kubernetes = await sandbox();
    kubernetes.access.addUser('jane', reader);
    const ask = asking(kubernetes, kubernetes.access.addUser('bot', mayImpersonate).token);
    expect((await ask('GET', clusters, undefined, as('jane'))).body.message).toBe(
      'users "jane" is forbidden: User "bot" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    expect((await ask('GET', clusters, undefined, as('system:serviceaccount:bots:other'))).status).toBe(403);
    expect((await ask('GET', clusters, undefined, as(rehearser))).body.message).toContain(`User "${rehearser}" cannot`);
  });
});

describe('authentication', () => {
  test('over TLS a token is needed, and the kubeconfig has it with the authority', async () => {
    const kubernetes = await sandbox({ tls: true });
    const config = parse(kubernetes.kubeconfig()) as {
      clusters: readonly [{ cluster: { server: string; 'certificate-authority-data': string } }];
      users: readonly [{ user: { token: string } }];
    };
    const { server, 'certificate-authority-data': authority } = config.clusters[0].cluster;
    const get = (token: string): Promise<number> =>
      new Promise((resolve, reject) => {
        request(
          `${server}${configMaps}`,
          { ca: Buffer.from(authority, 'base64'), agent: false, headers: { authorization: `Bearer ${token}` } },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        )
          .on('error', reject)
          .end();
      });
    expect(await get(config.users[0].user.token)).toBe(200);
    expect(await get('another')).toBe(401);
  });

  test('without TLS a request without a token is the administrator, a wrong token is refused', async () => {
    const kubernetes = await sandbox();
    expect((await asking(kubernetes)('POST', configMaps, configMap('a'))).status).toBe(201);
    expect((await asking(kubernetes, 'wrong')('GET', configMaps)).body).toMatchObject({
      code: 401,
      reason: 'Unauthorized',
    });
  });
});
