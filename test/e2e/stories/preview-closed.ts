import { expect } from '@jest/globals';
import type { Scene } from '../support/scene.ts';

/** A preview that is closed without merging leaves nothing, and each object's absence is proved. */
export async function previewClosed(scene: Scene): Promise<void> {
  const { issue, pull } = await scene.ask('/create-cluster local name=experiment workers=2 control-plane=1');
  await scene.check(pull.headSha, 'Sync', 'success');
  await scene.available('experiment', { controlPlane: 1, workers: 2 });
  const made = await scene.objects();
  scene.page.show('what it made', made.join('\n'));
  expect(made).toContain('cluster.cluster.x-k8s.io/experiment');

  await scene.person.close(pull.number);
  scene.page.say(`${scene.person.login} closed #${pull.number}`);
  const cleanup = await scene.check(pull.headSha, 'Cleanup', 'success');
  scene.page.show('the proof', `${cleanup.summary}\n\n${cleanup.text ?? ''}`);
  expect(await scene.objects()).toEqual([]);
  expect(await scene.person.branches()).toEqual(['main']);
  const answer = await scene.until('the proof on the issue', async () =>
    (await scene.person.comments(issue)).find(({ body }) => body.includes('What it had made')),
  );
  scene.page.show('the comment on the issue', answer.body);
}
