import { expect } from '@jest/globals';
import type { Scene } from '../support/scene.ts';
import { bothTrees } from '../support/trees.ts';

/** A cluster is shown before the merge, and handed over to what follows the base branch, with the same Cluster. */
export async function previewMerged(scene: Scene): Promise<void> {
  const { pull } = await scene.ask('/create-cluster local name=shown workers=1 control-plane=1');
  await scene.check(pull.headSha, 'Plan', 'success');
  await scene.check(pull.headSha, 'Sync', 'success');
  const ready = await scene.check(pull.headSha, 'Ready', 'success');
  expect(ready.text).toContain(`Cluster ${scene.name}/shown`);
  await scene.available('shown', { controlPlane: 1, workers: 1 });
  const trees = await bothTrees(scene, 'shown');
  expect(trees.ours).toBe(trees.theirs);

  const before = await scene.cluster('shown');
  const sha = await scene.merge(pull);
  await scene.check(sha, 'Sync', 'success');
  await scene.check(sha, 'Ready', 'success');
  await scene.check(sha, 'Cleanup', 'success');
  const after = await scene.cluster('shown');
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.metadata.deletionTimestamp).toBeUndefined();
  const objects = await scene.objects();
  const left = scene.engine === 'argocd' ? ['application.argoproj.io/shown'] : [];
  expect(objects.filter((each) => /^(application|kustomization|gitrepository)\./.test(each))).toEqual(left);
  scene.page.say(`the Cluster kept its UID ${after?.metadata.uid}; only what follows the base branch shows it`);
}
