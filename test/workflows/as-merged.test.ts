import { expect, test } from '@jest/globals';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { clustersOf, readAsMerged } from '../../src/workflows/as-merged.ts';
import { request, requested } from '../domain/report/support/request.ts';

const pull = { number: 3, nodeId: 'P', url: 'https://github.example/p/3', headSha: 'ours' };
const asked = { ...requested('prod'), folder: 'clusters/prod' };
const recordOf = (cluster = asked): RequestRecord => ({
  ...{ request: request({ clusters: [cluster] }), phase: 'merged', pull, mergeSha: 'merge' },
  ...{ runs: [], made: [], phaseSince: 0 },
});
const workers = (replicas: number) => `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: { name: prod, namespace: default }
spec: {}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata: { name: prod-md-0 }
spec: { clusterName: prod, replicas: ${replicas} }
`;

/** What is read where the folder's trees are so, and the whole commit can be seen or not. */
const read = (record: RequestRecord, trees: Readonly<Record<string, string>>, shown = true) =>
  readAsMerged(
    {
      history: {
        treeOf: async (_repository, sha, folder) => (folder === '' ? (shown ? 'root' : undefined) : trees[sha]),
      },
      tree: {
        files: async () => ({ files: [{ path: 'clusters/prod/cluster.yaml', content: workers(7) }], unread: [] }),
      } as never,
    },
    record,
    'merge',
  );

test('what people changed before they merged it is what Git asks for', async () => {
  const record = recordOf();
  const asMerged = await read(record, { ours: 'a', merge: 'b' });
  expect(asMerged).toMatchObject([{ folder: 'clusters/prod', spec: { name: 'prod', pools: [{ replicas: 7 }] } }]);
  expect(clustersOf({ ...record, ...(asMerged && { asMerged }) })).toEqual(asMerged);
});

test('a template of the repository goes on deciding for itself what it makes of a count', async () => {
  const own = {
    ...asked,
    spec: { ...asked.spec, template: { path: 'templates/own.yaml', configured: {}, asked: {} } },
  };
  expect(await read(recordOf(own), { ours: 'a', merge: 'b' })).toMatchObject([
    { spec: { template: own.spec.template } },
  ]);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['as our commit has it', { ours: 'a', merge: 'a' }],
  ['gone again', { ours: 'a' }],
])('a folder that is %s leaves what was asked for', async (_name, trees) => {
  const record = recordOf();
  expect(await read(record, trees)).toEqual([]);
  expect(clustersOf({ ...record, asMerged: [] })).toEqual(record.request.clusters);
});

test('nothing is concluded from a merge that GitHub does not show yet', async () => {
  expect(await read(recordOf(), { ours: 'a' }, false)).toBeUndefined();
});
