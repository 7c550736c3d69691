import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { argocdNamespace } from '../support/argocd.ts';
import { applications } from '../support/follow.ts';
import { deletionHeldBack } from '../support/held-back.ts';
import { record } from '../support/recording.ts';
import { controlPlanes, machines, type Scene } from '../support/scene.ts';
import { bothTrees } from '../support/trees.ts';

const folder = 'clusters/life';

/** From the comment to the proof of deletion: created, scaled, upgraded by one minor, deleted. */
export async function lifecycle(scene: Scene): Promise<void> {
  const { kube } = scene.stage.server;
  const { pull } = await scene.ask('/create-cluster local name=life version=v1.34.3');
  await scene.check(pull.headSha, 'Plan', 'success');
  await scene.check(pull.headSha, 'Sync', 'neutral');
  await scene.check(pull.headSha, 'Ready', 'neutral');
  expect(await scene.cluster('life')).toBeUndefined();
  const merged = await scene.merge(pull);
  await scene.check(merged, 'Sync', 'success');
  await sameTrees(scene);
  await record(scene, 'life', 'coming-up');
  await scene.check(merged, 'Ready', 'success');
  await scene.available('life', { controlPlane: 3, workers: 3 });
  await sameTrees(scene);
  await record(scene, 'life', 'ready');
  const uid = (await scene.cluster('life'))?.metadata.uid;

  const scale = await scene.propose('Scale life', (clone) => {
    rewrite(clone, 'workers.yaml', /^ {2}replicas: 3$/m, '  replicas: 4');
    rewrite(clone, 'control-plane.yaml', /^ {2}replicas: 3$/m, '  replicas: 1');
  });
  await scene.check(scale.headSha, 'Plan', 'success');
  await scene.merge(scale);
  await scene.available('life', { controlPlane: 1, workers: 4 });
  await sameTrees(scene);
  await record(scene, 'life', 'scaled');

  const upgrade = await scene.propose('Upgrade life', (clone) => {
    rewrite(clone, 'control-plane.yaml', 'version: v1.34.3', 'version: v1.35.1');
    rewrite(clone, 'workers.yaml', 'version: v1.34.3', 'version: v1.35.1');
  });
  await scene.check(upgrade.headSha, 'Plan', 'success');
  await scene.merge(upgrade);
  await scene.until('the roll-out to begin', async () => {
    const found = await kube.get(controlPlanes, scene.name, 'life-control-plane');
    return JSON.stringify(found?.status).includes('v1.35.1') ? true : undefined;
  });
  await sameTrees(scene);
  await record(scene, 'life', 'rolling-out');
  await scene.until('every machine to be at v1.35.1', async () => {
    const versions = (await kube.list(machines, scene.name)).map(({ spec }) => (spec as { version: string }).version);
    return versions.every((version) => version === 'v1.35.1') ? true : undefined;
  });
  await scene.available('life', { controlPlane: 1, workers: 4 });
  await sameTrees(scene);
  await record(scene, 'life', 'upgraded');
  expect((await scene.cluster('life'))?.metadata.uid).toBe(uid);

  const removal = await scene.propose('Delete life', (clone) => rmSync(join(clone, folder), { recursive: true }));
  // Plan warns of it; merged all the same, the Cluster is held back.
  await scene.check(removal.headSha, 'Plan', 'failure');
  await scene.merge(removal);
  await deletionHeldBack(scene, 'life');
  await scene.available('life', { controlPlane: 1, workers: 4 });
  await kube.merge(applications, argocdNamespace, 'life', {
    metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': new Date().toISOString() } },
  });
  scene.page.say(`${scene.person.login} approved the deletion`);
  await scene.until('the Cluster to be deleted', async () => (await scene.cluster('life'))?.metadata.deletionTimestamp);
  await record(scene, 'life', 'deleting');
  await scene.nothingLeft();
}

async function sameTrees(scene: Scene): Promise<void> {
  const { ours, theirs } = await bothTrees(scene, 'life');
  expect(ours).toBe(theirs);
}

function rewrite(clone: string, file: string, from: string | RegExp, to: string): void {
  const path = join(clone, folder, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has nothing like ${from}`);
  writeFileSync(path, after);
}
