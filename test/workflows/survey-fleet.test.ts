import { expect, test } from '@jest/globals';
import { createSurveyFleet } from '../../src/workflows/survey-fleet.ts';

const cluster = (folder: string, name: string) => ({
  path: `clusters/${folder}/cluster.yaml`,
  content: `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: ${name}\nspec: {}\n`,
});

test('a folder that was looked at before is what its files say now, under the path that they have now', async () => {
  const survey = createSurveyFleet();
  const names = async (...files: readonly ReturnType<typeof cluster>[]) =>
    (await survey(files, 'clusters')).clusters.map(({ name, place }) => [place.path, name]);

  const shop = cluster('a', 'shop');
  const before = await survey([shop], 'clusters');
  expect((await survey([shop], 'clusters')).clusters[0]).toBe(before.clusters[0]);
  expect(await names(cluster('a', 'stop'))).toEqual([['clusters/a/cluster.yaml', 'stop']]);
  expect(await names(cluster('b', 'shop'), shop)).toEqual([
    ['clusters/b/cluster.yaml', 'shop'],
    ['clusters/a/cluster.yaml', 'shop'],
  ]);
});
