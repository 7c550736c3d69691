import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { mergeDeletion } from '../support/deletion.ts';
import { fluxNamespace } from '../support/flux.ts';
import { followWithFlux, gitRepositories, kustomizations } from '../support/follow.ts';
import { machineDeployments, type Scene } from '../support/scene.ts';

/**
 * A cluster is merged and applied by Flux, changed, given a pool and rid of it, stays when somebody renames the clusters folder and deletes
 * what follows it, and is deleted once the folder is back.
 */
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
  await poolGoes(scene);

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

  const back = await scene.propose('Bring the clusters folder back', (clone) =>
    renameSync(join(clone, 'fleet'), join(clone, 'clusters')),
  );
  await scene.merge(back);
  await followWithFlux(scene.stage.server, scene.name, scene.url);
  scene.page.say('the clusters folder is back, and a Kustomization follows it again');
  await scene.until('Flux to hold the cluster again', async () => {
    const { inventory } = ((await kube.get(kustomizations, fluxNamespace, scene.name))?.status ?? {}) as Inventory;
    return inventory?.entries.some(({ id }) => id === `${scene.name}_steady_cluster.x-k8s.io_Cluster`) || undefined;
  });
  expect((await scene.cluster('steady'))?.metadata.uid).toBe(before?.metadata.uid);
  await deleted(scene);
}

interface Inventory {
  readonly inventory?: { readonly entries: readonly { readonly id: string }[] };
}

/** Flux prunes a pool whatever owns it, with its machines; what it is made from, it leaves to the bot. */
async function poolGoes(scene: Scene): Promise<void> {
  const { kube } = scene.stage.server;
  const added = await scene.change('/add-pool steady pool=batch workers=1');
  await scene.check(added, 'Ready', 'success');
  await scene.available('steady', { controlPlane: 1, workers: 3 });
  const pool = await kube.get(machineDeployments, scene.name, 'steady-batch');
  expect(pool?.metadata['ownerReferences']).toMatchObject([{ kind: 'Cluster', name: 'steady' }]);

  const { issue, pull } = await scene.ask('/remove-pool steady pool=batch');
  await scene.check(pull.headSha, 'Plan', 'success');
  const merged = await scene.merge(pull);
  await scene.check(merged, 'Ready', 'success');
  await scene.available('steady', { controlPlane: 1, workers: 2 });
  await scene.until('nothing of the pool to be left', async () =>
    (await scene.objects()).every((each) => !each.includes('steady-batch')),
  );
  const told = await scene.until('the comment to say that all of the pool is gone', async () =>
    (await scene.person.comments(issue)).find(
      ({ body }) => body.includes('What leaves') && !/⏳|stays/.test(body.split('What leaves')[1] ?? ''),
    ),
  );
  scene.page.show('what the comment says of the pool', told.body);
}

/** Flux never prunes a Cluster: the bot deletes it, and proves that all is gone. */
async function deleted(scene: Scene): Promise<void> {
  const { issue, plan, merged } = await mergeDeletion(scene, 'steady');
  expect(plan.summary).toContain('3 machines: 1 control plane, 2 workers');
  scene.page.show('what goes', plan.summary ?? '');
  const cleanup = await scene.check(merged, 'Cleanup', 'success');
  expect(cleanup.title).toMatch(/^Deleted: steady, \d+ objects gone$/);
  scene.page.show('the proof', cleanup.summary ?? '');
  await scene.nothingLeft();
  const proof = await scene.until('the proof on the issue', async () =>
    (await scene.person.comments(issue)).find(({ body }) => body.includes('everything is gone')),
  );
  scene.page.show('the comment on the issue', proof.body);
}
