import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { fluxNamespace } from '../support/flux.ts';
import { gitRepositories, kustomizations } from '../support/follow.ts';
import type { Scene } from '../support/scene.ts';

/** A cluster is merged and applied by Flux, changed, and stays when somebody renames the clusters folder and deletes what follows it. */
export async function fluxApplies(scene: Scene): Promise<void> {
  const { kube } = scene.stage.server;
  const { pull } = await scene.ask('/create-cluster local name=steady workers=1 control-plane=1');
  await scene.check(pull.headSha, 'Plan', 'success');
  await scene.check(pull.headSha, 'Sync', 'neutral');
  expect(await scene.cluster('steady')).toBeUndefined();
  const merged = await scene.merge(pull);
  const sync = await scene.check(merged, 'Sync', 'success');
  expect(sync.summary).toContain(`\`${fluxNamespace}/${scene.name}\``);
  await scene.check(merged, 'Ready', 'success');
  await scene.available('steady', { controlPlane: 1, workers: 1 });
  const show = async (title: string): Promise<void> => {
    const objects = [kustomizations, gitRepositories].map((of) => kube.get(of, fluxNamespace, scene.name));
    scene.page.show(title, JSON.stringify(await Promise.all(objects), null, 2));
  };
  await show('the Kustomization and its source');
  const before = await scene.cluster('steady');

  const scale = await scene.propose('Scale steady', (clone) => {
    const path = join(clone, 'clusters/steady/workers.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^ {2}replicas: 1$/m, '  replicas: 2'));
  });
  await scene.merge(scale);
  await scene.available('steady', { controlPlane: 1, workers: 2 });

  const rename = await scene.propose('Rename the clusters folder', (clone) =>
    renameSync(join(clone, 'clusters'), join(clone, 'fleet')),
  );
  await scene.merge(rename);
  await scene.until('Flux to miss the folder', async () => {
    const status = (await kube.get(kustomizations, fluxNamespace, scene.name))?.status;
    return JSON.stringify(status).includes('kustomization path not found') ? true : undefined;
  });
  await show('the same without the folder');
  await kube.remove(kustomizations, fluxNamespace, scene.name);
  await scene.until('the Kustomization to go', async () =>
    (await kube.get(kustomizations, fluxNamespace, scene.name)) === undefined ? true : undefined,
  );
  scene.page.say('somebody renamed the clusters folder and deleted the Kustomization');
  await scene.available('steady', { controlPlane: 1, workers: 2 });
  const after = await scene.cluster('steady');
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.metadata.deletionTimestamp).toBeUndefined();
}
