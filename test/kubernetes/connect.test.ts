import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectCluster, type ManagementClusterConnection } from '../../src/kubernetes/connect.ts';
import type { Changed, WatchState } from '../../src/ports/cluster.ts';
import { type Script, startScript } from '../support/kubernetes-script.ts';
import { type ManualTime, manualTime, until } from '../support/manual-time.ts';

const clusters = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', plural: 'clusters' };
const machines = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine', plural: 'machines' };
const applications = { group: 'argoproj.io', version: 'v1alpha1', kind: 'Application', plural: 'applications' };

const silentLog = { info() {}, warn() {}, error() {}, debug() {} };

let script: Script;
let time: ManualTime;
let connection: ManagementClusterConnection;
let changes: Changed[];
let states: WatchState[];

beforeEach(async () => {
  script = await startScript([clusters, machines, applications]);
  time = manualTime();
  changes = [];
  states = [];
  connection = await connectCluster({
    source: 'kubeconfig',
    content: script.kubeconfig,
    clock: time.clock,
    timers: time.timers,
    random: () => 0,
    log: silentLog,
    onState: (state) => states.push(state),
  });
  connection.view.onChange((changed) => changes.push(changed));
});

afterEach(async () => {
  await connection.close();
  await script.close();
});

const live = () => connection.view.state().state === 'live';
const labelled = (name: string, cluster: string) => ({
  metadata: { name, labels: { 'cluster.x-k8s.io/cluster-name': cluster } },
});

test('turns live once every kind is listed, and shows what was there', async () => {
  script.put(clusters, { metadata: { name: 'prod' } });
  script.put(machines, labelled('prod-1', 'prod'));
  script.put(machines, labelled('other-1', 'other'));
  script.put(applications, { metadata: { name: 'prod', namespace: 'argocd' } });

  expect(connection.view.state()).toMatchObject({ state: 'blind' });
  connection.start();
  await until(live);

  expect(connection.view.cluster('team-a', 'prod')?.members.map(({ name }) => name)).toEqual(['prod-1']);
  expect(connection.view.applications().map(({ name }) => name)).toEqual(['prod']);
  expect(states.at(-1)).toEqual({ state: 'live' });
  expect(script.requests.every(({ headers }) => headers.authorization === 'Bearer a-token')).toBe(true);
});

test('follows changes and tells of the cluster that they concern', async () => {
  script.put(clusters, { metadata: { name: 'prod' } });
  connection.start();
  await until(() => live() && script.watches(machines).length === 1);
  changes.length = 0;

  script.put(machines, labelled('prod-1', 'prod'));
  await until(() => changes.length > 0);
  expect(changes).toEqual([{ namespace: 'team-a', cluster: 'prod' }]);

  script.remove(machines, 'prod-1');
  await until(() => connection.view.cluster('team-a', 'prod')?.members.length === 0);
});
