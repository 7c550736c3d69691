import { expect } from '@jest/globals';
import { mergeDeletion } from '../support/deletion.ts';
import type { Scene } from '../support/scene.ts';

/** One cluster comes and goes while the bot, the API server and a manager of Cluster API are lost on the way; another can never come up. */
export async function faults(scene: Scene): Promise<void> {
  const merged = await askedForWhileTheBotDies(scene);
  await comesUpWithoutTheApiServer(scene, merged);
  await cannotComeUp(scene);
  await goesWithoutAManager(scene);
}

async function askedForWhileTheBotDies(scene: Scene): Promise<string> {
  const { stage, page, person } = scene;
  const { number: issue } = await person.openIssue('A cluster', 'Please.');
  const requests = stage.world.github.requests().length;
  await scene.comment(issue, '/create-cluster local name=hardy workers=1 control-plane=1');
  await scene.until('the bot to begin', () => (stage.world.github.requests().length > requests ? true : undefined));
  await stage.bot().kill();
  page.say('the bot was killed in the middle of it');
  await stage.startBot({ DELETION_STUCK_SECONDS: '5' });
  page.say('the bot was started again');
  const [pull] = await scene.until('a pull request', async () => {
    const pulls = await person.pulls();
    return pulls.length > 0 ? pulls : undefined;
  });
  if (pull === undefined) throw new Error('there is none');
  await scene.check(pull.headSha, 'Plan', 'success');
  expect(await person.pulls()).toHaveLength(1);
  expect((await person.comments(issue)).filter(({ author }) => author.endsWith('[bot]'))).toHaveLength(1);
  return scene.merge(pull);
}

async function comesUpWithoutTheApiServer(scene: Scene, merged: string): Promise<void> {
  const { page, person, stage } = scene;
  const { server } = stage;
  await scene.until('machines to come', async () =>
    (await scene.objects()).some((each) => each.startsWith('machine.')) ? true : undefined,
  );
  await server.kill();
  page.say('the API server was killed');
  const { number: issue } = await person.openIssue('How is it?', '');
  await scene.comment(issue, '/cluster-status hardy');
  const status = await scene.until('an answer', async () =>
    (await person.comments(issue)).find(({ author }) => author.endsWith('[bot]')),
  );
  page.show('what the bot says of the cluster meanwhile', status.body);
  expect(status.body).not.toContain('✅');
  expect(scene.runs(merged).find(({ name }) => name.endsWith('Ready'))?.status).toBe('in_progress');
  await server.restart();
  page.say('the API server is back');
  await scene.check(merged, 'Sync', 'success');
  await scene.check(merged, 'Ready', 'success');
  await scene.available('hardy', { controlPlane: 1, workers: 1 });
}

/** There is no container engine, so no machine of this kind can come. */
async function cannotComeUp(scene: Scene): Promise<void> {
  const merged = await scene.change(
    '/create-cluster local name=stranded flavor=docker cni=none workers=1 control-plane=1',
  );
  const told = await scene.until('Ready to name the cause', () =>
    scene.runs(merged).find(({ name, summary }) => name.endsWith('Ready') && summary?.includes('causes.md#')),
  );
  scene.page.show('what Ready says', `${told.title}\n\n${told.summary}`);
  expect(told.summary).toContain('causes.md#unreachable');
}

const held = 'KubeadmControlPlane hardy-control-plane by kubeadm.controlplane.cluster.x-k8s.io';

async function goesWithoutAManager(scene: Scene): Promise<void> {
  const { clusterApi } = scene.stage;
  await clusterApi.managers['capi-control-plane'].kill();
  scene.page.say('the manager of control planes was killed');
  const { merged } = await mergeDeletion(scene, 'hardy');
  const stuck = await scene.until('Cleanup to say what is held', () =>
    scene.runs(merged).find(({ conclusion, title }) => conclusion === 'action_required' && title?.includes(held)),
  );
  scene.page.show('what Cleanup says', `${stuck.title}\n\n${stuck.summary}\n\n${stuck.text}`);
  await clusterApi.restart('capi-control-plane');
  scene.page.say('the manager is back');
  await scene.check(merged, 'Cleanup', 'success');
}
