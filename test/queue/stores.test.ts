import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestRecord } from '../../src/ports/requests.ts';
import type { Queue } from '../../src/queue/open.ts';
import { backends } from './support/backends.ts';

const record = (id: string, names: readonly string[], more: Partial<RequestRecord> = {}): RequestRecord => ({
  request: {
    id,
    kind: 'create-cluster',
    repository: { id: 4_294_967_296, owner: 'octo', name: 'fleet', installationId: 7 },
    issue: 12,
    issueNodeId: 'I_12',
    source: { nodeId: `IC_${id}`, index: 0 },
    asker: { id: 1, login: 'mona' },
    commands: ['/create-cluster eu-west-1 # "quoted" \u{1F680}'],
    clusters: names.map((name) => ({
      spec: {
        name,
        namespace: 'fleet',
        provider: 'aws',
        flavor: 'kubeadm',
        region: 'eu-west-1',
        kubernetesVersion: 'v1.34.3',
        controlPlane: { replicas: 3, machineType: 'm5.large' },
        pools: [],
        packaging: 'plain',
        cni: 'cilium',
        addons: 'helm-chart-proxy',
        network: { pods: '192.168.0.0/16', services: '10.96.0.0/12' },
        capi: 'v1beta2',
        owner: { repositoryId: 4_294_967_296, request: id, delivery: 'merge' },
      },
      folder: `clusters/${name}`,
      objects: [],
    })),
    branch: `clusterops/${id}`,
    base: 'main',
    delivery: 'merge',
    engine: { namespace: 'argocd', previewProject: 'previews', repoUrl: 'https://github.com/octo/fleet' },
    checksRequired: false,
  },
  phase: 'open',
  runs: [],
  made: [],
  phaseSince: 1,
  ...more,
});

describe.each(backends())('stores on $name', (backend) => {
  let queue: Queue;
  beforeAll(async () => {
    queue = await backend.open();
  }, 120_000);
  afterAll(async () => {
    await queue.close();
    await backend.drop();
  });
  const ids = (records: readonly RequestRecord[]): string[] => records.map(({ request }) => request.id);

  test('a request comes back as it was put, and the last put counts', async () => {
    const first = record('one', ['a', 'b']);
    await queue.requests.put(first);
    await expect(queue.requests.get('one')).resolves.toEqual(first);
    const second = record('one', ['b'], {
      phase: 'merged',
      mergeSha: 'f'.repeat(40),
      pull: { number: 3, nodeId: 'PR_3', url: 'https://x/3', headSha: 'e'.repeat(40) },
    });
    await queue.requests.put(second);
    await expect(queue.requests.get('one')).resolves.toEqual(second);
    await expect(queue.requests.get('none')).resolves.toBeUndefined();
  });

  test('requests are found by pull request, issue and cluster; ended ones are not live', async () => {
    const pull = { number: 8, nodeId: 'PR_8', url: 'https://x/8', headSha: 'a'.repeat(40) };
    await queue.requests.put(record('two', ['c'], { pull }));
    await queue.requests.put(record('three', ['c', 'd'], { phase: 'ended' }));
    const repository = 4_294_967_296;
    expect((await queue.requests.byPull(repository, 8))?.request.id).toBe('two');
    await expect(queue.requests.byPull(1, 8)).resolves.toBeUndefined();
    expect(ids(await queue.requests.byIssue(repository, 12)).sort()).toEqual(['one', 'three', 'two']);
    expect(ids(await queue.requests.liveByCluster('fleet', 'c'))).toEqual(['two']);
    expect(ids(await queue.requests.liveByCluster('fleet', 'a'))).toEqual([]);
    expect(ids(await queue.requests.liveByCluster('other', 'c'))).toEqual([]);
    expect(ids(await queue.requests.live()).sort()).toEqual(['one', 'two']);
    expect(ids(await queue.requests.live(repository)).sort()).toEqual(['one', 'two']);
    expect(ids(await queue.requests.live(1))).toEqual([]);
  });

  test('puts of one request at the same time leave one whole record', async () => {
    const variants = Array.from({ length: 8 }, (_, index) => record('race', [`race-${index}`], { phaseSince: index }));
    await Promise.all(variants.map((each) => queue.requests.put(each)));
    const kept = await queue.requests.get('race');
    expect(variants).toContainEqual(kept);
    const named = await Promise.all(variants.map((_, index) => queue.requests.liveByCluster('fleet', `race-${index}`)));
    expect(named.flatMap(ids)).toEqual(['race']);
  });

  test('a setting is there until it is overwritten', async () => {
    await expect(queue.settings.get('watermark')).resolves.toBeUndefined();
    await queue.settings.put('watermark', '1');
    await queue.settings.put('watermark', 'two');
    await expect(queue.settings.get('watermark')).resolves.toBe('two');
    await queue.settings.put('water_%', 'three');
    await expect(queue.settings.startingWith('water')).resolves.toEqual(['three', 'two']);
    await expect(queue.settings.startingWith('water_')).resolves.toEqual(['three']);
  });

  test('audit entries are listed in order, page by page, by request and time, and swept by age', async () => {
    const before = Date.now() - 60_000;
    for (let index = 0; index < 5; index++) {
      await queue.audit.put({
        kind: 'command.denied',
        act: `denied/${index}`,
        ...(index % 2 === 0 ? { request: 'one', who: 'mona (1)' } : {}),
        what: { index, reason: 'not allowed' },
      });
    }
    const again = { kind: 'command.denied', act: 'denied/0', what: { index: 9 } } as const;
    await expect(queue.audit.put(again)).resolves.toBe('known');
    const page = await queue.audit.list({ most: 2 });
    const rest = await queue.audit.list({ after: page.at(-1)?.seq ?? 0, since: before });
    expect([...page, ...rest].map(({ what }) => what.index)).toEqual([0, 1, 2, 3, 4]);
    expect(page[0]).toMatchObject({ kind: 'command.denied', request: 'one', who: 'mona (1)' });
    expect(page[1]).not.toHaveProperty('request');
    expect((await queue.audit.list({ request: 'one' })).map(({ what }) => what.index)).toEqual([0, 2, 4]);
    await expect(queue.audit.list({ since: Date.now() + 60_000 })).resolves.toEqual([]);
    await expect(queue.audit.sweep(1)).resolves.toBe(0);
    await expect(queue.audit.sweep(0)).resolves.toBe(5);
    await expect(queue.audit.list()).resolves.toEqual([]);
  });

  test('answers a ping while it is open', async () => {
    await expect(queue.ping()).resolves.toBeUndefined();
  });
});
