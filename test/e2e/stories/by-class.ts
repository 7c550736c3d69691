import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import type { Scene } from '../support/scene.ts';
import { bothTrees } from '../support/trees.ts';

const shipped = resolve('examples/cluster-classes/dev-in-memory.yaml');

/** A class is brought as its head says; a cluster is asked for by it, made by the topology controller, and comes up. */
export async function byClass(scene: Scene): Promise<void> {
  const { kubectl } = scene.stage.server;
  const added = await scene.propose('Add the class of rehearsals', (clone) => {
    const path = join(clone, 'cluster-classes/dev-in-memory.yaml');
    mkdirSync(dirname(path));
    copyFileSync(shipped, path);
  });
  await scene.merge(added);
  kubectl(['apply', '-n', scene.name, '-f', shipped]);
  scene.page.say('the ClusterClass was applied to the namespace');

  const command = '/create-cluster local name=classy packaging=clusterclass control-plane=1 workers=1';
  const { pull } = await scene.ask(command);
  await scene.check(pull.headSha, 'Plan', 'success');
  const merged = await scene.merge(pull);
  await scene.check(merged, 'Sync', 'success');
  const ready = await scene.check(merged, 'Ready', 'success');
  expect(ready.text).toContain(`Cluster ${scene.name}/classy`);
  await scene.available('classy', { controlPlane: 1, workers: 1 });
  const { ours, theirs } = await bothTrees(scene, 'classy');
  expect(ours).toBe(theirs);
}
