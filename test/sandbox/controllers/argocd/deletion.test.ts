import { describe, expect, test } from '@jest/globals';
import type { Stage } from '../stage.ts';
import { app, configMap, map, options, patch, started, synced, turnsPass } from './play.ts';

describe('deleting an Application', () => {
  const finalizer = 'resources-finalizer.argocd.argoproj.io';
  const remove = (played: Stage): void =>
    played.store.remove({ group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'app' });
  const startedWith = async (
    finalizers: readonly string[],
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<Stage> => {
    const played = await started({ 'app/a.yaml': map('a', {}, annotations), 'app/b.yaml': map('b') }, { finalizers });
    await played.until(synced(played, played.git.head()));
    return played;
  };

  test('without a finalizer leaves its objects', async () => {
    const played = await startedWith([]);
    remove(played);
    await played.until(() => app(played) === undefined);
    expect(configMap(played, 'a')?.metadata.name).toBe('a');
  });

  test.each([
    [finalizer, 'Foreground'],
    [`${finalizer}/background`, 'Background'],
  ])('with %s takes them along in the %s', async (name, policy) => {
    const played = await startedWith([name]);
    const marked = new Set<string>();
    played.store.subscribe(({ object }) => {
      if (object.kind === 'ConfigMap' && object.metadata.finalizers?.includes('foregroundDeletion'))
        marked.add(object.metadata.name);
    });
    remove(played);
    await played.until(() => app(played) === undefined);
    expect([configMap(played, 'a'), configMap(played, 'b')]).toEqual([undefined, undefined]);
    expect([...marked].sort()).toEqual(policy === 'Foreground' ? ['a', 'b'] : []);
  });

  test('Delete=false stays, Delete=confirm waits for an approval and holds all', async () => {
    const kept = await startedWith([finalizer], options('Delete=false'));
    remove(kept);
    await kept.until(() => app(kept) === undefined);
    expect([configMap(kept, 'a')?.metadata.name, configMap(kept, 'b')]).toEqual(['a', undefined]);

    const asked = await startedWith([finalizer], options('Delete=confirm'));
    remove(asked);
    await turnsPass(asked);
    expect([configMap(asked, 'a')?.metadata.name, configMap(asked, 'b')?.metadata.name]).toEqual(['a', 'b']);
    patch(asked, { metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': '2099-01-01T00:00:00Z' } } });
    await asked.until(() => app(asked) === undefined);
    expect(configMap(asked, 'a')).toBeUndefined();
  });
});
