import { expect, test } from '@jest/globals';
import { clusterRows } from '../../src/domain/cluster/rows.ts';
import type { Packaging } from '../../src/domain/cluster/spec.ts';
import { withClasses } from '../../src/workflows/known-classes.ts';
import { fresh } from '../domain/edits/support/folders.ts';

/** The versions that are found for the class of a cluster. */
async function found(packaging: Packaging, own: string, live: readonly string[] | undefined, elsewhere?: string) {
  const there = `classRef:\n      namespace: ${elsewhere}\n`;
  const files = fresh(packaging).map((file) =>
    elsewhere === undefined ? file : { ...file, content: file.content.replace(/classRef:\n/, there) },
  );
  const [row] = clusterRows(files, 'clusters');
  const name =
    /classRef:\n(?: +namespace: \S+\n)? +name: (\S+)/.exec(files.map(({ content }) => content).join('\n'))?.[1] ??
    'none';
  if (row === undefined) throw new Error('no cluster');
  const asked: string[] = [];
  const content = `apiVersion: cluster.x-k8s.io/v1beta2\nkind: ClusterClass\nmetadata:\n  name: ${name}\nspec:\n  kubernetesVersions: [${own}]\n`;
  const [cluster] = await withClasses([{ row, folder: 'clusters/shop', files }], {
    read: async () => {
      asked.push('repository');
      return { files: own === '' ? [] : [{ path: 'classes/a.yaml', content }], unread: [] };
    },
    acts: {
      topologyClass: async (namespace: string, of: string) => {
        asked.push(`${namespace}/${of === name ? 'class' : of}`);
        return live && { versions: live, variables: ['workerTaints'] };
      },
    } as never,
    namespace: 'default',
  });
  return { asked, versions: cluster?.classes?.map(({ versions }) => versions) };
}

test('the class of a topology is looked for in the repository, and then in the management cluster', async () => {
  expect(await found('clusterclass', 'v1.35.0', ['v1.36.0'])).toEqual({
    asked: ['repository'],
    versions: [['v1.35.0']],
  });
  expect(await found('clusterclass', '', ['v1.36.0'])).toEqual({
    asked: ['repository', 'default/class'],
    versions: [['v1.36.0']],
  });
  expect((await found('clusterclass', '', undefined)).versions).toEqual([]);
});

test('the class of a topology is looked for where it says that it is', async () => {
  expect((await found('clusterclass', '', ['v1.36.0'], 'classes')).asked).toEqual(['repository', 'classes/class']);
});

test('nobody is asked for what is made from no class', async () => {
  expect(await found('plain', 'v1.35.0', [])).toEqual({ asked: [], versions: undefined });
});
