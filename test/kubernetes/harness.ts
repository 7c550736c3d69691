import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach } from '@jest/globals';
import { type ConnectOptions, connectCluster } from '../../src/kubernetes/connect.ts';
import type { Changed, WatchState } from '../../src/ports/cluster.ts';
import { type ScriptedKind, startScript } from '../support/kubernetes-script.ts';
import { manualTime, until } from '../support/manual-time.ts';
import { silentLog } from '../support/silent-log.ts';

export const clusters = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Cluster', plural: 'clusters' };
export const machines = { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine', plural: 'machines' };
export const applications = { group: 'argoproj.io', version: 'v1alpha1', kind: 'Application', plural: 'applications' };

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A scripted API server and a connection to it whose time stands still; both end with the test. */
export async function connected(kinds: readonly ScriptedKind[], options: Partial<ConnectOptions> = {}) {
  const script = await startScript(kinds);
  closers.push(script.close);
  const time = manualTime();
  const changes: Changed[] = [];
  const states: WatchState[] = [];
  const connection = await connectCluster({
    source: 'kubeconfig',
    content: script.kubeconfig,
    clock: time.clock,
    timers: time.timers,
    random: () => 0,
    log: silentLog,
    onState: (state) => states.push(state),
    ...options,
  });
  closers.push(connection.close);
  connection.view.onChange((changed) => changes.push(changed));
  const { view } = connection;
  return {
    script,
    time,
    connection,
    view,
    changes,
    states,
    isLive: () => view.state().state === 'live',
    because: () => {
      const state = view.state();
      return state.state === 'blind' ? state.because : state.state;
    },
    /** Starts and waits for the whole picture with every watch open. */
    async begin() {
      connection.start();
      await until(() => view.state().state === 'live' && script.watches().length >= kinds.length);
      // The script knows of a watch before the client has its answer: a sign of life shows that it does.
      time.advance(1);
      for (const open of script.watches()) {
        open.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: open.query.get('resourceVersion') } } });
      }
      await until(() => view.lagSeconds() === 0);
    },
    /** Names of the cluster's members that are seen. */
    members: (cluster: string, namespace = 'team-a') =>
      view.cluster(namespace, cluster)?.members.map(({ name }) => name) ?? 'no such cluster',
    /** Lets time pass in steps small enough that requests under way are answered meanwhile. */
    async pass(milliseconds: number) {
      for (let left = milliseconds; left > 0; left -= 250) {
        time.advance(Math.min(left, 250));
        for (let turn = 0; turn < 4; turn++) await nextTurn();
      }
    },
    /** Lets time pass until a condition holds, however late on a busy machine the client learns of what ended. */
    passUntil: (condition: () => boolean) =>
      until(() => {
        if (!condition()) time.advance(250);
        return condition();
      }),
    /** Waits until a condition holds, letting the first steps of back-offs pass meanwhile. */
    eventually: (condition: () => boolean) =>
      until(() => {
        if (condition()) return true;
        if (time.waits(1000)) time.advance(250);
        return false;
      }),
  };
}

export const machine = (name: string, cluster: string, more: Record<string, unknown> = {}) => ({
  metadata: { name, labels: { 'cluster.x-k8s.io/cluster-name': cluster } },
  ...more,
});

export const cluster = (name: string, spec: Record<string, unknown> = {}) => ({ metadata: { name }, spec });
