import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { at, type KubeObject, type Tree } from '../../../../src/sandbox/kubernetes/object.ts';
import { type Stage, stage } from '../stage.ts';

const url = 'https://git.invalid/acme/platform.git';
const groups = { Kustomization: 'kustomize.toolkit.fluxcd.io', GitRepository: 'source.toolkit.fluxcd.io' } as const;
const namespace = 'flux-system';
const key = (kind: keyof typeof groups, name = 'flux') => ({ group: groups[kind], kind, namespace, name });
const of = ({ store }: Stage, kind: keyof typeof groups): KubeObject | undefined => store.get(key(kind));
const map = (name: string, annotations: Readonly<Record<string, string>> = {}) =>
  stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations } });
const live = ({ store }: Stage, name: string) =>
  store.get({ group: '', kind: 'ConfigMap', namespace: 'default', name });
const applied = (played: Stage, commit: string) => (): boolean =>
  at(of(played, 'Kustomization'), 'status', 'lastAppliedRevision') === `main@sha1:${commit}`;
const reason = (played: Stage, type: string): string | undefined =>
  ((at(of(played, 'Kustomization'), 'status', 'conditions') ?? []) as readonly Record<string, string>[]).find(
    (condition) => condition['type'] === type,
  )?.['reason'];

const started = async (files: Readonly<Record<string, string>>, spec: Tree = {}): Promise<Stage> => {
  const played = await stage({ engines: ['flux'] });
  played.git.commit(files);
  played.store.create({
    apiVersion: `${groups.GitRepository}/v1`,
    kind: 'GitRepository',
    metadata: { name: 'flux', namespace },
    spec: { interval: '1m', url, ref: { branch: 'main' } },
  });
  played.store.create({
    apiVersion: `${groups.Kustomization}/v1`,
    kind: 'Kustomization',
    metadata: { name: 'flux', namespace },
    spec: {
      interval: '10m',
      retryInterval: '1m',
      path: './clusters',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux' },
      ...spec,
    },
  });
  return played;
};

/** The status without what differs from one run to the next: times, commits, digests, and the history, which is not played. */
function essence(object: unknown): unknown {
  const plain = JSON.stringify(at(object, 'status'))
    .replace(/[0-9a-f]{64}/g, 'digest')
    .replace(/[0-9a-f]{40}/g, 'commit')
    .replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'time')
    .replace(/stat \/[^ ]*/, 'stat path')
    .replace(/http:\/\/[^/]+/, 'http://host');
  const { history: _, inventory: __, ...status } = JSON.parse(plain);
  if (status.artifact !== undefined) status.artifact.size = 0;
  return status;
}
const recorded = (name: string): readonly unknown[] =>
  JSON.parse(readFileSync(new URL(`../../../kubernetes/decode/recorded/${name}.json`, import.meta.url), 'utf8'));

describe('a Kustomization', () => {
  test('has the status that the real controllers leave: applied, and without its folder', async () => {
    const played = await started({ 'clusters/one/a.yaml': map('a') });
    await played.until(applied(played, played.git.head()));
    expect([of(played, 'Kustomization'), of(played, 'GitRepository')].map(essence)).toEqual(
      recorded('flux-applied').map(essence),
    );
    expect(live(played, 'a')?.metadata.labels?.['kustomize.toolkit.fluxcd.io/name']).toBe('flux');

    played.git.commit({ 'fleet/one/a.yaml': map('a') });
    played.controllers.pushed(url);
    await played.until(() => reason(played, 'Ready') === 'ArtifactFailed');
    expect([of(played, 'Kustomization'), of(played, 'GitRepository')].map(essence)).toEqual(
      recorded('flux-without-folder').map(essence),
    );
    expect(live(played, 'a')).toBeDefined();
  });

  test('prunes what left Git, but for what is marked', async () => {
    const kept = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
    const played = await started({ 'clusters/a.yaml': map('a'), 'clusters/b.yaml': map('b', kept) });
    await played.until(applied(played, played.git.head()));
    const next = played.git.commit({ 'clusters/c.yaml': map('c') });
    played.controllers.pushed(url);
    await played.until(applied(played, next));
    expect(['a', 'b', 'c'].map((name) => live(played, name) !== undefined)).toEqual([false, true, true]);
  });

  const deletions = [
    ['taken along by MirrorPrune', {}, {}, false],
    ['left by Orphan', { deletionPolicy: 'Orphan' }, {}, true],
    ['left without prune', { prune: false }, {}, true],
    ['left when it is suspended', {}, { suspend: true }, true],
  ] as const;
  test.each(deletions)('that is deleted: its objects are %s', async (_name, spec, before, stays) => {
    const played = await started({ 'clusters/a.yaml': map('a') }, spec);
    await played.until(applied(played, played.git.head()));
    played.store.patch(key('Kustomization'), { spec: before });
    played.store.remove(key('Kustomization'));
    await played.until(() => of(played, 'Kustomization') === undefined);
    expect(live(played, 'a') !== undefined).toBe(stays);
  });

  test('applies nothing when one object is refused, or its account is unknown', async () => {
    const wrong = stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'nowhere' } });
    const refused = await started({ 'clusters/a.yaml': map('a'), 'clusters/b.yaml': wrong });
    await refused.until(() => reason(refused, 'Ready') === 'ReconciliationFailed');
    expect(live(refused, 'a')).toBeUndefined();
    const unknown = await started({ 'clusters/a.yaml': map('a') }, { serviceAccountName: 'nobody' });
    await unknown.until(() => reason(unknown, 'Ready') === 'ReconciliationFailed');
    expect(JSON.stringify(of(unknown, 'Kustomization'))).toContain('system:serviceaccount:flux-system:nobody');
  });

  test('waits for what it depends on', async () => {
    const played = await started({ 'clusters/a.yaml': map('a') }, { dependsOn: [{ name: 'other' }] });
    await played.until(() => reason(played, 'Ready') === 'DependencyNotReady');
    expect(live(played, 'a')).toBeUndefined();
  });
});

test('a branch that is not there is a fetch that failed', async () => {
  const played = await started({ 'clusters/a.yaml': map('a') });
  played.store.patch(key('GitRepository'), { spec: { ref: { branch: 'gone' } } });
  await played.until(() => JSON.stringify(of(played, 'GitRepository')).includes('"FetchFailed"'));
  expect(JSON.stringify(of(played, 'GitRepository'))).toContain('refs/heads/gone');
});
