import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { argocdNamespace } from '../support/argocd.ts';
import { applicationSets } from '../support/follow.ts';
import { deletionHeldBack } from '../support/held-back.ts';
import type { Scene } from '../support/scene.ts';

/** Somebody renames the clusters folder, and then deletes the ApplicationSet: no Cluster goes. */
export async function folderRenamed(scene: Scene): Promise<void> {
  const { kube } = scene.stage.server;
  const { pull } = await scene.ask('/create-cluster local name=precious workers=1 control-plane=1');
  const merged = await scene.merge(pull);
  await scene.check(merged, 'Ready', 'success');
  const before = await scene.cluster('precious');
  const objects = (await scene.objects()).filter((each) => !each.startsWith('application'));

  const rename = await scene.propose('Rename the clusters folder', (clone) =>
    renameSync(join(clone, 'clusters'), join(clone, 'fleet')),
  );
  await scene.merge(rename);
  await deletionHeldBack(scene, 'precious');
  await kube.remove(applicationSets, argocdNamespace, scene.name);
  await scene.until('the ApplicationSet to go', async () =>
    (await kube.get(applicationSets, argocdNamespace, scene.name)) === undefined ? true : undefined,
  );
  scene.page.say('somebody deleted the ApplicationSet');
  await deletionHeldBack(scene, 'precious');
  // The machines would be the first to go.
  await scene.available('precious', { controlPlane: 1, workers: 1 });
  const after = await scene.cluster('precious');
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.metadata.deletionTimestamp).toBeUndefined();
  expect((await scene.objects()).filter((each) => !each.startsWith('application'))).toEqual(objects);
}
