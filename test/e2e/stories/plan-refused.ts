import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Scene } from '../support/scene.ts';

const golden = 'test/golden/manifests/dev-in-memory-plain-default/clusters/local-12';
const twice = `      files:
        - path: /etc/motd
          content: one
        - path: /etc/motd
          content: another
`;

/** People propose what fits every schema and only Cluster API's own webhooks refuse; then in a namespace that is not there. */
export async function planRefused(scene: Scene): Promise<void> {
  const path = 'clusters/refused/workers.yaml';
  let workers = '';
  const propose = (title: string, namespace: string, more: string) =>
    scene.propose(title, (clone) => {
      mkdirSync(join(clone, 'clusters/refused'), { recursive: true });
      for (const file of readdirSync(golden)) {
        const text = readFileSync(join(golden, file), 'utf8')
          .replaceAll('local-12', 'refused')
          .replaceAll('namespace: default', `namespace: ${namespace}`);
        const content = file === 'workers.yaml' ? `${text}${more}` : text;
        if (file === 'workers.yaml') workers = content;
        writeFileSync(join(clone, 'clusters/refused', file), content);
      }
    });

  const wrong = await propose('A file twice', scene.name, twice);
  const refused = await scene.check(wrong.headSha, 'Plan', 'failure');
  scene.page.show('what Plan says', refused.summary ?? '');
  const lines = workers.split('\n');
  expect(refused.annotations.map((each) => [each.path, each.title, lines[each.startLine - 1]?.trim()])).toEqual([
    [path, 'manifest/refused', '- path: /etc/motd'],
  ]);
  expect(refused.annotations[0]?.startLine).toBe(lines.lastIndexOf('        - path: /etc/motd') + 1);
  expect(refused.annotations[0]?.message).toContain('admission webhook');

  const right = await propose('Nothing wrong', scene.name, '');
  const accepted = await scene.check(right.headSha, 'Plan', 'success');
  scene.page.show('what Plan says of a right one', accepted.summary ?? '');
  expect(accepted.summary).toMatch(/accepts \d+ objects of this change, admission webhooks included/);

  const lost = await propose('Nowhere', 'nowhere', '');
  const unsaid = await scene.check(lost.headSha, 'Plan', 'neutral');
  scene.page.show('what Plan says of one that goes nowhere', unsaid.summary ?? '');
  expect(unsaid.title).toBe('No errors, dry run incomplete');
  expect(await scene.objects()).toEqual([]);
}
