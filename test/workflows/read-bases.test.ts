import { expect, test } from '@jest/globals';
import { clusterRows } from '../../src/domain/cluster/rows.ts';
import { readBases } from '../../src/workflows/read-bases.ts';
import { exampleChart, rendered } from '../domain/manifests/support/clusters.ts';

test('a cluster that a chart makes comes with that chart, which is read once for all', async () => {
  const chosen = ['shop', 'bank'].map((name) => {
    const { folder, files } = rendered({ region: ['eu-west-1'], name, packaging: 'helm' }).cluster;
    const [row] = clusterRows(files, 'clusters');
    if (row === undefined) throw new Error('no cluster');
    return { row, folder, files };
  });
  const asked: string[] = [];
  const { clusters, notes } = await readBases(chosen, async (folder) => {
    asked.push(folder);
    const below = [...exampleChart].filter(([path]) => path.startsWith(`${folder}/`));
    return { folder, files: below.map(([path, content]) => ({ path, content })), unread: [] };
  });
  expect(asked).toEqual(['charts/cluster']);
  expect(clusters.map(({ bases = [] }) => bases.map(({ path }) => path))).toEqual([
    [...exampleChart.keys()],
    [...exampleChart.keys()],
  ]);
  expect(notes).toEqual([]);
});
