import { describe, expect, test } from '@jest/globals';
import { at, type KubeObject, type Tree } from '../../../../src/sandbox/kubernetes/object.ts';
import { type Stage, stage } from '../stage.ts';

const url = 'https://git.invalid/acme/platform.git';
const namespace = 'flux-system';
const releaseKey = { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', namespace: 'default', name: 'one' };
const chartKey = { group: 'source.toolkit.fluxcd.io', kind: 'HelmChart', namespace, name: 'default-one' };
const release = ({ store }: Stage): KubeObject | undefined => store.get(releaseKey);
const live = ({ store }: Stage, name: string) =>
  store.get({ group: '', kind: 'ConfigMap', namespace: 'default', name });
const conditionOf = (object: KubeObject | undefined, type: string) =>
  ((at(object, 'status', 'conditions') ?? []) as readonly Record<string, string>[]).find(
    (each) => each['type'] === type,
  );
const map = (name: string, policy?: string) =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${policy === undefined ? '' : `  annotations: {helm.sh/resource-policy: ${policy}}\n`}data: {size: {{ .Values.size | quote }}}\n`;
const chart = (...maps: readonly string[]) => ({
  'clusters/one/Chart.yaml':
    'name: one\nversion: 0.1.0\ndependencies: [{name: lib, alias: part, version: 0.1.0, repository: "file://../../lib"}]\n',
  'clusters/one/values.yaml': 'part: {size: 3}\n',
  'lib/Chart.yaml': 'name: lib\nversion: 0.1.0\n',
  'lib/templates/all.yaml': maps.join(''),
});
const released = (played: Stage, commit: string) => (): boolean =>
  at(release(played), 'status', 'lastAttemptedRevision') === `0.1.0+${commit.slice(0, 12)}` &&
  conditionOf(release(played), 'Ready')?.['status'] === 'True';

const started = async (files: Readonly<Record<string, string>>, spec: Tree = {}): Promise<Stage> => {
  const played = await stage({ engines: ['flux'] });
  played.git.commit(files);
  played.store.create({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'flux', namespace },
    spec: { interval: '1m', url, ref: { branch: 'main' } },
  });
  const sourceRef = { kind: 'GitRepository', name: 'flux', namespace };
  played.store.create({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'one', namespace: 'default' },
    spec: {
      interval: '10m',
      chart: { spec: { chart: './clusters/one', reconcileStrategy: 'Revision', sourceRef } },
      ...spec,
    },
  });
  return played;
};
const all = () => chart(map('kept', 'keep'), map('plain'), map('other', 'prune'));

describe('a HelmRelease', () => {
  test('packs the chart of a commit with what it depends on, and releases it', async () => {
    const played = await started(all());
    const head = played.git.head();
    await played.until(released(played, head));
    expect(played.store.get(chartKey)?.['status']).toMatchObject({
      observedSourceArtifactRevision: `main@sha1:${head}`,
      artifact: { revision: `0.1.0+${head.slice(0, 12)}` },
    });
    expect(release(played)?.['status']).toMatchObject({
      helmChart: 'flux-system/default-one',
      lastAttemptedGeneration: 1,
      history: [{ status: 'deployed', version: 1 }],
    });
    expect(live(played, 'plain')?.['data']).toEqual({ size: '3' });
    const next = played.git.commit({ ...all(), 'clusters/one/values.yaml': 'part: {size: 4}\n' });
    played.controllers.pushed(url);
    await played.until(released(played, next));
    expect(live(played, 'plain')?.['data']).toEqual({ size: '4' });
    expect(at(release(played), 'status', 'history')).toMatchObject([
      { status: 'deployed', version: 2 },
      { status: 'superseded', version: 1 },
    ]);
  });

  test('takes away what a chart leaves out, but for what is kept', async () => {
    const played = await started(all());
    await played.until(released(played, played.git.head()));
    const next = played.git.commit(chart(map('new')));
    played.controllers.pushed(url);
    await played.until(released(played, next));
    const left = ['kept', 'plain', 'other', 'new'].map((name) => live(played, name) !== undefined);
    expect(left).toEqual([true, false, false, true]);
  });

  test.each([
    ['uninstalls what has no policy, and takes its chart along', false, [true, false, true], false],
    ['leaves everything when it is suspended', true, [true, true, true], true],
  ])('that is deleted %s', async (_what, suspend, stays, chartStays) => {
    const played = await started(all());
    await played.until(released(played, played.git.head()));
    played.store.patch(releaseKey, { spec: { suspend } });
    played.store.remove(releaseKey);
    await played.until(() => release(played) === undefined);
    expect(['kept', 'plain', 'other'].map((name) => live(played, name) !== undefined)).toEqual(stays);
    expect(played.store.get(chartKey) !== undefined).toBe(chartStays);
  });

  test('says of a chart that is gone that it is not ready, and leaves what it made', async () => {
    const played = await started(all());
    await played.until(released(played, played.git.head()));
    played.git.commit({ 'lib/Chart.yaml': 'name: lib\nversion: 0.1.0\n' });
    played.controllers.pushed(url);
    await played.until(() => conditionOf(release(played), 'Ready')?.['reason'] === 'SourceNotReady');
    expect(conditionOf(played.store.get(chartKey), 'BuildFailed')?.['status']).toBe('True');
    expect(live(played, 'plain')).toBeDefined();
  });

  test('does not take over what another made, where it is told so', async () => {
    const played = await started(all(), { suspend: true, install: { disableTakeOwnership: true } });
    played.store.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain', namespace: 'default' } });
    played.store.patch(releaseKey, { spec: { suspend: false } });
    await played.until(() => conditionOf(release(played), 'Released')?.['reason'] === 'InstallFailed');
    expect(conditionOf(release(played), 'Ready')?.['message']).toContain('invalid ownership metadata');
    expect(live(played, 'plain')?.['data']).toBeUndefined();
  });
});
