import { expect } from '@jest/globals';
import { mergeDeletion } from '../support/deletion.ts';
import { record } from '../support/recording.ts';
import { controlPlanes, machines, type Scene } from '../support/scene.ts';
import { bothTrees } from '../support/trees.ts';

/** From the comment to the proof of deletion, by nothing but commands: created, scaled, upgraded, put to sleep and woken, given a pool and rid of it, deleted. */
export async function lifecycle(scene: Scene): Promise<void> {
  await created(scene);
  const uid = (await scene.cluster('life'))?.metadata.uid;

  await ready(scene, '/scale-cluster life workers=4 control-plane=1');
  await scene.available('life', { controlPlane: 1, workers: 4 });
  await seen(scene, 'scaled');

  await upgraded(scene);
  await scene.available('life', { controlPlane: 1, workers: 4 });
  await seen(scene, 'upgraded');

  const asleep = await ready(scene, '/hibernate-cluster life');
  expect(asleep.title).toContain('0/0 workers');
  await scene.available('life', { controlPlane: 1, workers: 0 });
  await scene.change('/wake-cluster life');
  await ready(scene, '/add-pool life pool=batch workers=1');
  await scene.available('life', { controlPlane: 1, workers: 5 });
  // Argo CD takes nothing away that has an owner, and every object of a pool comes to have one.
  await ready(scene, '/remove-pool life pool=batch');
  await scene.available('life', { controlPlane: 1, workers: 4 });
  await scene.until('nothing of the pool to be left', async () =>
    (await scene.objects()).every((each) => !each.includes('life-batch')),
  );
  expect((await scene.cluster('life'))?.metadata.uid).toBe(uid);

  await deleted(scene);
}

async function created(scene: Scene): Promise<void> {
  const { pull } = await scene.ask('/create-cluster local name=life version=v1.34.3');
  await scene.check(pull.headSha, 'Plan', 'success');
  await scene.check(pull.headSha, 'Sync', 'neutral');
  await scene.check(pull.headSha, 'Ready', 'neutral');
  expect(await scene.cluster('life')).toBeUndefined();
  const merged = await scene.merge(pull);
  await scene.check(merged, 'Sync', 'success');
  await seen(scene, 'coming-up');
  await scene.check(merged, 'Ready', 'success');
  await scene.available('life', { controlPlane: 3, workers: 3 });
  await seen(scene, 'ready');
}

/** By one minor version: the control plane first, and the workers in a pull request that opens by itself when it is ready. */
async function upgraded(scene: Scene): Promise<void> {
  const { kube } = scene.stage.server;
  const versions = async (): Promise<readonly string[]> =>
    (await kube.list(machines, scene.name)).map(({ spec }) => (spec as { version: string }).version).toSorted();
  const first = await scene.change('/upgrade-cluster life version=1.35.1');
  await scene.until('the roll-out to begin', async () => {
    const found = await kube.get(controlPlanes, scene.name, 'life-control-plane');
    return JSON.stringify(found?.status).includes('v1.35.1') ? true : undefined;
  });
  await seen(scene, 'rolling-out');
  await scene.check(first, 'Ready', 'success');
  expect(await versions()).toEqual([...Array<string>(4).fill('v1.34.3'), 'v1.35.1']);
  const workers = await scene.until('the pull request of the workers', async () =>
    (await scene.person.pulls()).find(({ title }) => title === 'Upgrade cluster life: pool md-0 v1.34.3 → v1.35.1'),
  );
  scene.page.say(`the bot opened #${workers.number} “${workers.title}” by itself`);
  await scene.check(workers.headSha, 'Plan', 'success');
  const second = await scene.merge(workers);
  await scene.check(second, 'Sync', 'success');
  await scene.check(second, 'Ready', 'success');
  expect(await versions()).toEqual(Array<string>(5).fill('v1.35.1'));
}

/** Confirmed and merged, the cluster goes in the right order, and every object's absence is proved. */
async function deleted(scene: Scene): Promise<void> {
  const { issue, plan, merged } = await mergeDeletion(scene, 'life');
  expect(plan.summary).toContain('5 machines: 1 control plane, 4 workers');
  scene.page.show('what goes', plan.summary ?? '');
  await scene.until('the Cluster to be deleted', async () => (await scene.cluster('life'))?.metadata.deletionTimestamp);
  await record(scene, 'life', 'deleting');
  const cleanup = await scene.check(merged, 'Cleanup', 'success');
  expect(cleanup.title).toMatch(/^Deleted: life, \d+ objects gone$/);
  scene.page.show('the proof', cleanup.summary ?? '');
  await scene.nothingLeft();
  await scene.until('the proof on the issue', async () =>
    (await scene.person.comments(issue)).find(({ body }) => body.includes('everything is gone')),
  );
}

/** Carries out a command, and waits for Sync and Ready of its merge commit to be green. */
async function ready(scene: Scene, command: string) {
  const merged = await scene.change(command);
  await scene.check(merged, 'Sync', 'success');
  return scene.check(merged, 'Ready', 'success');
}

/** What the controllers say is written down, and our tree of it is clusterctl's. */
async function seen(scene: Scene, stage: string): Promise<void> {
  const { ours, theirs } = await bothTrees(scene, 'life');
  expect(ours).toBe(theirs);
  await record(scene, 'life', stage);
}
