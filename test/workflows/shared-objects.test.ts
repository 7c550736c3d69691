import { expect, test } from '@jest/globals';
import type { DeleteRequest } from '../../src/domain/cluster/request.ts';
import type { ObjectRef } from '../../src/domain/cluster/spec.ts';
import type { ClusterActs } from '../../src/ports/cluster.ts';
import type { Tree } from '../../src/ports/github.ts';
import { remember } from '../../src/workflows/deletion-progress.ts';
import { sharedObjects } from '../../src/workflows/shared-objects.ts';
import { request } from './support/merged-deletion.ts';

const named = (kind: string, name: string): ObjectRef => ({
  ...{ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', namespace: 'default' },
  ...{ kind, name },
});
const deleting = (...objects: readonly ObjectRef[]): DeleteRequest => ({
  ...request,
  clusters: request.clusters.map((cluster) => ({ ...cluster, objects })),
});
const acts = {
  read: async ({ name }: ObjectRef) => ({
    state: 'present' as const,
    object: { uid: `uid-of-${name}`, labels: {}, annotations: {} },
  }),
} as unknown as ClusterActs;

/** What a deletion of the cluster shop follows, and removes where Cluster API does not, and what it leaves, while these files are on the base branch. */
async function followed(asked: DeleteRequest, files: Readonly<Record<string, string>>, unread: readonly string[] = []) {
  const read = Object.entries(files).map(([path, content]) => ({ path, content }));
  const tree = {
    files: async (_repository: unknown, _sha: string, _root: string, only: (path: string) => boolean) => ({
      files: read.filter(({ path }) => only(path)),
      unread: unread.map((path) => ({ path, why: 'it is larger than 1 MiB' })),
    }),
  } as unknown as Tree;
  const shared = await sharedObjects(tree, asked, 'base');
  const made = await remember(acts, [], asked, shared);
  return { made: made.map(({ name }) => name), shared };
}

const template = `kind: AWSMachineTemplate\nmetadata: {name: "\${CLUSTER_NAME}-workers"}\n---\nmetadata: {name: workers}\n`;

test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
  ['what another cluster has, too', ['workers'], { 'clusters/other/a.yaml': 'name: workers\n' }, []],
  ['what the template of both makes for all', ['workers'], { 'templates/own.yaml': template }, []],
  ['what nobody else names', ['workers'], { 'clusters/other/a.yaml': 'name: other-workers\n' }, ['workers']],
  ['what carries its name', ['shop-workers'], { 'docs/a.yaml': 'see: shop-workers\n' }, ['shop-workers']],
])('a deletion and %s', async (_case, names, files, expected) => {
  const asked = deleting(...names.map((name) => named('AWSMachineTemplate', name)));
  const { made, shared } = await followed(asked, files);
  expect(made).toEqual(['shop', ...expected]);
  const kept = names.filter((name) => !expected.includes(name));
  expect(shared).toEqual(
    kept.map((name) => expect.objectContaining({ name, path: Object.keys(files)[0], read: true })),
  );
});

test('what may stand in a file that cannot be read stays, and the proof names the file', async () => {
  const asked = deleting(named('AWSMachineTemplate', 'workers'));
  expect(await followed(asked, {}, ['clusters/other/a.yaml'])).toMatchObject({
    made: ['shop'],
    shared: [{ name: 'workers', path: 'clusters/other/a.yaml', read: false }],
  });
});
