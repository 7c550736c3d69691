import { expect, test } from '@jest/globals';
import type { DeleteRequest } from '../../../src/domain/cluster/request.ts';
import { deletionComment } from '../../../src/domain/report/deletion-comment.ts';
import { deletionReport } from '../../../src/domain/report/deletion-report.ts';
import { request as change, mergeSha, objectsOf } from './support/request.ts';

const { next: _, clusters: __, ...asked } = change();
const request: DeleteRequest = {
  ...asked,
  kind: 'delete-cluster',
  delivery: 'merge',
  clusters: [{ spec: { name: 'shop', namespace: 'default' }, folder: 'clusters/shop', objects: [] }],
};
const objects = objectsOf('shop').map((each, index) => ({ ...each, uid: `u${index}`, goneAt: 0 }));
const like = { group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', namespace: 'default' };
const shared = [
  { ...like, kind: 'AWSMachineTemplate', name: 'workers', path: 'templates/own.yaml', read: true },
  { ...like, kind: 'AWSMachineTemplate', name: 'gpus', path: 'clusters/other/big.yaml', read: false },
];
const rows = [
  '| `AWSMachineTemplate` | `default/workers` | left: `templates/own.yaml` uses it |',
  '| `AWSMachineTemplate` | `default/gpus` | left: `clusters/other/big.yaml` cannot be read, and may use it |',
];

test('the proof of a deletion says what is left, and who uses it', () => {
  const report = deletionReport({
    ...{ request, objects, shared, confirmed: { by: 'octocat', at: 0 }, pull: 3 },
    ...{ machines: { left: 0, all: 3 }, loadBalancers: [], held: [], left: [] },
    ...{ since: 0, now: 60_000, stuckAfter: 600_000 },
  });
  expect(report).toMatchObject({ state: 'success', title: 'Deleted: shop, 5 objects gone, 2 left for others' });
  for (const row of rows) expect(report.summary).toContain(row);
  expect(report.summary).not.toContain('kubectl delete');
});

test('and so does the comment', () => {
  const body = deletionComment({
    ...{ request, mergeSha, made: objects, deletion: { shared }, runs: [], phase: 'merged' },
    pull: { number: 3, url: 'https://github.com/org/fleet/pull/3' },
  });
  for (const row of rows) expect(body).toContain(row);
});
