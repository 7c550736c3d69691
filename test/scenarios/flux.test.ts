import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deletingOf } from '../support/deleting.ts';
import { givingOf } from '../support/giving.ts';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { plainChart } from '../support/plain-chart.ts';
import { readingOf } from '../support/reading.ts';
import { eventually, person, repositoryName } from '../support/world.ts';

const provider = 'providers:\n  aws:\n    sshKeyName: platform\n';
let connected: ConnectedWorld;
const reading = () => readingOf(connected.world);
const giving = () => givingOf(connected.world);
const uidOf = (name: string) => connected.clusterUid(name);
const runOf = (sha: string, stage: string) =>
  reading()
    .runs(sha)
    .findLast((run) => run.name.endsWith(stage));
const flux = (kind: 'Kustomization' | 'GitRepository') =>
  connected.kubernetes.store.list(
    kind === 'Kustomization' ? 'kustomize.toolkit.fluxcd.io' : 'source.toolkit.fluxcd.io',
    kind,
  );
const clusters = {
  group: 'kustomize.toolkit.fluxcd.io',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'clusters',
};

const open = (configuration: string) => async () => {
  connected = await createConnectedWorld({ configuration, engines: ['flux'], packaging: 'helm' });
  await connected.world.start();
};

describe('merge mode', () => {
  beforeAll(open(`engine: flux\n${provider}`), 60_000);
  afterAll(() => connected.close());

  test('a merged cluster is applied by Flux and becomes ready', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=checkout workers=2');
    const pull = giving().pullOf(issue.number);
    await giving().check(pull.pull.head.sha, 'Sync', 'neutral');
    expect(runOf(pull.pull.head.sha, 'Sync')?.summary).toContain('After the merge, Flux takes up');
    expect(uidOf('checkout')).toBeUndefined();
    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Sync', 'success');
    await giving().check(merged, 'Ready', 'success');
    expect(runOf(merged, 'Sync')?.summary).toContain('`flux-system/clusters`');
    expect(uidOf('checkout')).toBeDefined();
  }, 60_000);

  test('a confirmed deletion waits until Flux no longer applies the cluster, and goes to the proof', async () => {
    const deleting = deletingOf(connected);
    await deleting.standing('leaving');
    const { pull, sha, code } = await deleting.asked('leaving');
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'success');
    expect(connected.objectsOf('leaving')).toEqual([]);
    expect(deleting.cleanup(merge)?.title).toMatch(/^Deleted: leaving, \d+ objects gone$/);
  }, 90_000);

  test('a folder that cannot be built holds back the commit, and Sync says which file', async () => {
    const broken = { 'clusters/broken/cluster.yaml': 'kind: [unfinished\n' };
    const at = { branch: 'main', as: person } as const;
    const { control } = connected.world.github;
    const { issue } = await giving().give('/create-cluster eu-west-1 name=behind workers=1');
    const pull = giving().pullOf(issue.number);
    await control.commit(repositoryName, { ...at, message: 'Broken', files: broken });
    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Sync', 'failure');
    expect(runOf(merged, 'Sync')?.title).toContain('the folder cannot be built');
    expect(runOf(merged, 'Sync')?.summary).toContain('clusters/broken/cluster.yaml');
    expect(reading().checks(merged)['Ready']).not.toBe('success');
    await control.commit(repositoryName, {
      ...at,
      message: 'Mended',
      files: { 'clusters/broken/cluster.yaml': '# later\n' },
    });
    await giving().check(merged, 'Sync', 'success');
    await giving().check(merged, 'Ready', 'success');
  }, 60_000);

  test('a suspended Kustomization is never called synced, and goes on when it is resumed', async () => {
    const { store } = connected.kubernetes;
    store.patch(clusters, { spec: { suspend: true } }, 'person');
    const { issue } = await giving().give('/create-cluster eu-west-1 name=paused workers=1');
    const merged = await giving().merge(giving().pullOf(issue.number).number);
    await eventually(
      () => (runOf(merged, 'Sync')?.summary?.includes('is suspended') ? true : undefined),
      () => runOf(merged, 'Sync')?.summary,
    );
    expect(reading().checks(merged)).toMatchObject({ Sync: 'in_progress' });
    store.patch(clusters, { spec: { suspend: false } }, 'person');
    await giving().check(merged, 'Sync', 'success');
  }, 60_000);

  test('/refresh asks the source and the Kustomization', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=asked workers=1');
    await giving().reply(issue.number, '/refresh');
    expect(reading().answers(issue.number).join('\n')).toContain('2 objects of the engine were asked');
    const asked = (object: ReturnType<typeof flux>[number] | undefined) =>
      object?.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
    expect(asked(flux('GitRepository')[0])).toBeDefined();
    expect(asked(flux('Kustomization')[0])).toBe(asked(flux('GitRepository')[0]));
    await giving().reply(issue.number, '/cancel');
  }, 60_000);
});

describe('clusters that Helm makes', () => {
  beforeAll(async () => {
    const configuration = `engine: flux\ndefaults:\n  packaging: helm\n${provider}`;
    connected = await createConnectedWorld({ configuration, engines: ['flux'], packaging: 'helm' });
    await connected.world.start();
    const { control } = connected.world.github;
    // The folder stays when its last cluster leaves it.
    const files = { ...plainChart(), 'clusters/README.md': 'Clusters.\n' };
    await control.commit(repositoryName, { branch: 'main', as: person, message: 'A chart', files });
  }, 60_000);
  afterAll(() => connected.close());
  const release = (name: string) =>
    connected.kubernetes.store.get({
      group: 'helm.toolkit.fluxcd.io',
      kind: 'HelmRelease',
      namespace: 'default',
      name,
    });

  test('a merged cluster is released, ready, scaled, and deleted to the proof with its HelmRelease first', async () => {
    const deleting = deletingOf(connected);
    const { issue } = await giving().give('/create-cluster eu-west-1 name=charted workers=1 control-plane=1');
    const merged = await giving().merge(giving().pullOf(issue.number).number);
    await giving().check(merged, 'Sync', 'success');
    await giving().check(merged, 'Ready', 'success');
    expect(runOf(merged, 'Sync')?.summary).toContain('HelmRelease default/charted released');
    const uid = uidOf('charted');

    const scaling = await giving().give('/scale-cluster charted workers=2');
    const scaled = await giving().merge(giving().pullOf(scaling.issue.number).number);
    await giving().check(scaled, 'Sync', 'success');
    await giving().check(scaled, 'Ready', 'success');
    expect(uidOf('charted')).toBe(uid);
    expect(connected.objectsOf('charted').filter((each) => each.startsWith('Machine/'))).toHaveLength(3);

    const order: string[] = [];
    const unsubscribe = connected.kubernetes.store.subscribe(({ change, object: { kind, metadata } }) => {
      const gone = change === 'DELETED' && metadata.name === 'charted';
      if (gone || (kind === 'Cluster' && metadata.deletionTimestamp !== undefined)) order.push(kind);
    });
    const { pull, sha, code } = await deleting.asked('charted');
    await giving().reply(pull.number, `/confirm ${code}`);
    await deleting.plan(sha, 'success');
    const merge = await deleting.merged(pull);
    await giving().check(merge, 'Cleanup', 'success');
    unsubscribe();
    expect(order[0]).toBe('HelmRelease');
    expect(connected.objectsOf('charted').concat(connected.objectsOf('default-charted'))).toEqual([]);
    expect(deleting.cleanup(merge)?.summary).toContain('HelmRelease');
  }, 90_000);

  test('no Cluster goes with its folder, its chart, or its HelmRelease', async () => {
    const { store } = connected.kubernetes;
    const { issue } = await giving().give('/create-cluster eu-west-1 name=staying workers=1 control-plane=1');
    const merged = await giving().merge(giving().pullOf(issue.number).number);
    await giving().check(merged, 'Ready', 'success');
    const before = connected.objectsOf('staying');
    const uid = uidOf('staying');
    const { control } = connected.world.github;
    const folder = ['Chart.yaml', 'kustomization.yaml', 'release.yaml', 'values.yaml'];
    await control.commit(repositoryName, {
      ...{ branch: 'main', as: person, message: 'By mistake' },
      files: Object.fromEntries(folder.map((name) => [`clusters/staying/${name}`, undefined])),
    });
    await eventually(
      () => (JSON.stringify(flux('Kustomization')[0]?.['status']).includes('staying') ? undefined : true),
      () => flux('Kustomization')[0]?.['status'],
    );
    expect(release('staying')?.metadata.deletionTimestamp).toBeUndefined();
    store.remove({ group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', namespace: 'default', name: 'staying' });
    await eventually(
      () => (release('staying') === undefined ? true : undefined),
      () => release('staying'),
    );
    expect(uidOf('staying')).toBe(uid);
    const made = before.filter((each) => !each.startsWith('Helm'));
    expect(connected.objectsOf('staying')).toEqual(expect.arrayContaining(made));
  }, 60_000);
});

describe('preview mode', () => {
  // No engine is named: the only one that is there is taken.
  beforeAll(open(`delivery: preview\n${provider}`), 60_000);
  afterAll(() => connected.close());
  const own = () => [...flux('Kustomization'), ...flux('GitRepository')].map(({ metadata }) => metadata.name);

  test('comes up before the merge and is handed over with the same Cluster', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=shown workers=1');
    const pull = giving().pullOf(issue.number);
    const sha = pull.pull.head.sha;
    await giving().check(sha, 'Ready', 'success');
    expect(reading().checks(sha)).toEqual({ Plan: 'success', Sync: 'success', Ready: 'success' });
    const uid = uidOf('shown');
    const merged = await giving().merge(pull.number);
    await giving().check(merged, 'Cleanup', 'success');
    await giving().check(merged, 'Sync', 'success');
    await giving().check(merged, 'Ready', 'success');
    expect(uidOf('shown')).toBe(uid);
    expect(own()).toEqual(['clusters', 'clusters']);
    expect(await reading().branches()).toEqual(['main']);
  }, 60_000);

  test('closed without merging leaves nothing, and says so object by object', async () => {
    const { issue } = await giving().give('/create-cluster eu-central-1 name=experiment workers=1');
    const pull = giving().pullOf(issue.number);
    const sha = pull.pull.head.sha;
    await giving().check(sha, 'Sync', 'success');
    await giving().close(pull.number);
    await giving().check(sha, 'Cleanup', 'success');
    expect(connected.objectsOf('experiment')).toEqual([]);
    expect(own()).toEqual(['clusters', 'clusters']);
    expect(runOf(sha, 'Cleanup')?.summary).toContain('experiment');
  }, 60_000);

  test('closed in the middle of coming up ends the same way', async () => {
    const { issue } = await giving().give('/create-cluster eu-central-1 name=hasty workers=2');
    const pull = giving().pullOf(issue.number);
    await giving().close(pull.number);
    await giving().check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(connected.objectsOf('hasty')).toEqual([]);
    expect(own()).toEqual(['clusters', 'clusters']);
  }, 60_000);

  test('what Helm makes comes up before the merge too, and is handed over or leaves nothing', async () => {
    const { control } = connected.world.github;
    const files = { ...plainChart(), 'clusters/README.md': 'Clusters.\n' };
    await control.commit(repositoryName, { branch: 'main', as: person, message: 'A chart', files });
    const ask = async (name: string) => {
      const { issue } = await giving().give(`/create-cluster eu-west-1 name=${name} packaging=helm workers=1`);
      const pull = giving().pullOf(issue.number);
      await giving().check(pull.pull.head.sha, 'Ready', 'success');
      return { pull, sha: pull.pull.head.sha };
    };
    const source = (name: string) =>
      JSON.stringify(
        connected.kubernetes.store.get({
          ...{ group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease', namespace: 'default', name },
        })?.['spec'],
      );
    const kept = await ask('released');
    expect(source('released')).toContain('"name":"preview-released-');
    const uid = uidOf('released');
    const merged = await giving().merge(kept.pull.number);
    await giving().check(merged, 'Cleanup', 'success');
    await giving().check(merged, 'Sync', 'success');
    await giving().check(merged, 'Ready', 'success');
    expect(uidOf('released')).toBe(uid);
    expect(source('released')).toContain('"name":"clusters"');
    expect(connected.objectsOf('default-released')).toEqual(['HelmChart/default-released']);

    const left = await ask('unwanted');
    await giving().close(left.pull.number);
    await giving().check(left.sha, 'Cleanup', 'success');
    expect([...connected.objectsOf('unwanted'), ...connected.objectsOf('default-unwanted')]).toEqual([]);
    expect(own()).toEqual(['clusters', 'clusters']);
  }, 90_000);

  test('a preview of whose account nothing is known says so', async () => {
    const account = { group: '', kind: 'ServiceAccount', namespace: 'flux-system', name: 'clusters' };
    const { apiVersion, kind, metadata } = connected.kubernetes.store.get(account) ?? { metadata: { name: '' } };
    connected.kubernetes.store.remove(account);
    const { issue } = await giving().give('/create-cluster eu-west-1 name=forbidden workers=1');
    const pull = giving().pullOf(issue.number);
    await giving().check(pull.pull.head.sha, 'Sync', 'failure');
    expect(runOf(pull.pull.head.sha, 'Sync')?.title).toContain('the service account may not apply it');
    connected.kubernetes.store.create({
      apiVersion,
      kind,
      metadata: { name: metadata.name, namespace: 'flux-system' },
    });
    await giving().check(pull.pull.head.sha, 'Sync', 'success');
    await giving().close(pull.number);
    await giving().check(pull.pull.head.sha, 'Cleanup', 'success');
    expect(connected.objectsOf('forbidden')).toEqual([]);
  }, 60_000);
});

describe('Argo CD and Flux in one cluster', () => {
  beforeAll(async () => {
    connected = await createConnectedWorld({
      configuration: `delivery: preview\n${provider}`,
      engines: ['argocd', 'flux'],
    });
    await connected.world.start();
  }, 60_000);
  afterAll(() => connected.close());

  test('a preview that either could show is shown by none, until the configuration says by which', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=either workers=1');
    const pull = giving().pullOf(issue.number);
    const sha = pull.pull.head.sha;
    await giving().check(sha, 'Sync', 'action_required');
    expect(runOf(sha, 'Sync')?.summary).toContain('Set `engine: argocd` or `engine: flux`');
    expect(connected.objectsOf('either')).toEqual([]);
    await giving().close(pull.number);
    await giving().check(sha, 'Cleanup', 'success');
    expect(await reading().branches()).toEqual(['main']);
  }, 60_000);

  test('a cluster that both apply is not called synced', async () => {
    const { issue } = await giving().give('/create-cluster eu-west-1 name=contested workers=1');
    const merged = await giving().merge(giving().pullOf(issue.number).number);
    await eventually(
      () => (runOf(merged, 'Sync')?.summary?.includes('both show') ? true : undefined),
      () => runOf(merged, 'Sync')?.summary,
    );
    expect(runOf(merged, 'Sync')?.conclusion).not.toBe('success');
    expect(uidOf('contested')).toBeDefined();
  }, 60_000);
});
