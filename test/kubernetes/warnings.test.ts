import { describe, expect, test } from '@jest/globals';
import { warningIndex } from '../../src/kubernetes/picture/warnings.ts';
import { status } from '../support/kubernetes-script.ts';
import { until } from '../support/manual-time.ts';
import { cluster, clusters, connected, machine, machines } from './harness.ts';

const events = { group: '', version: 'v1', kind: 'Event', plural: 'events' };
const about = (name: string, reason: string, message = 'no room', type = 'Warning') => ({
  metadata: { name: `${name}.${reason}`, namespace: 'team-a' },
  involvedObject: { apiVersion: 'cluster.x-k8s.io/v1beta1', kind: 'Machine', namespace: 'team-a', name },
  type,
  reason,
  message,
  lastTimestamp: '2026-11-23T10:00:00Z',
});

async function withMachine() {
  const all = await connected([clusters, machines, events]);
  all.script.put(clusters, cluster('prod'));
  all.script.put(machines, machine('prod-1', 'prod'));
  await all.begin();
  const warnings = () =>
    all.view.cluster('team-a', 'prod')?.warnings.map(({ reason, message }) => `${reason}: ${message}`);
  return { ...all, warnings };
}

describe('warnings', () => {
  test('are asked of the server without the normal ones, and belong to the cluster of their object in whatever version', async () => {
    const { script, warnings, changes } = await withMachine();
    changes.length = 0;
    script.put(events, about('prod-1', 'FailedCreate'));
    script.put(events, about('prod-9', 'FailedCreate'));
    await until(() => warnings()?.length === 1);
    expect(script.watches(events)[0]?.query.get('fieldSelector')).toBe('type!=Normal');
    expect(warnings()).toEqual(['FailedCreate: no room']);
    expect(changes).toEqual([{ namespace: 'team-a', cluster: 'prod' }]);
  });

  test('that repeat themselves are no news; other words are; those that the server drops are forgotten', async () => {
    const { script, warnings, changes } = await withMachine();
    script.put(events, about('prod-1', 'FailedCreate'));
    await until(() => warnings()?.length === 1);
    changes.length = 0;
    script.put(events, { ...about('prod-1', 'FailedCreate'), count: 2, lastTimestamp: '2026-11-23T10:05:00Z' });
    script.put(events, about('prod-1', 'FailedCreate', 'still no room'));
    await until(() => warnings()?.[0] === 'FailedCreate: still no room');
    expect(changes).toHaveLength(1);
    script.remove(events, 'prod-1.FailedCreate');
    await until(() => warnings()?.length === 0);
  });

  test('that may not be read leave the picture whole', async () => {
    const { script, isLive, view, pass } = await withMachine();
    script.intercept(({ path, response }) => {
      if (path !== script.pathOf(events)) return false;
      script.reply(response, 403, status(403, 'Forbidden', 'events is forbidden: User "bot" cannot watch resource'));
      return true;
    });
    script.watches(events)[0]?.reset();
    await until(() => script.watches(events).length === 0);
    await pass(70_000);
    for (const open of script.watches())
      open.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '900' } } });
    await until(() => view.lagSeconds() === 0);
    expect(isLive()).toBe(true);
    expect(view.cluster('team-a', 'prod')?.members).toHaveLength(1);
  });

  test('are never more than there is room for: the oldest go', () => {
    const index = warningIndex(
      () => {},
      () => {},
      3,
    );
    const sink = index.open();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const event = about(name, 'FailedCreate');
      sink.put({ ...event, metadata: { ...event.metadata, uid: name, resourceVersion: '1' } });
    }
    const known = ['a', 'b', 'c', 'd', 'e'].filter(
      (name) => index.of('team-a', { group: 'cluster.x-k8s.io', kind: 'Machine', name }).length > 0,
    );
    expect(known).toEqual(['c', 'd', 'e']);
    expect(sink.size()).toBe(3);
  });
});

describe('while a watch is being opened again', () => {
  test('the picture is live and says what may be old', async () => {
    const { script, view, eventually } = await withMachine();
    expect(view.state()).toEqual({ state: 'live' });
    script.watches(machines)[0]?.reset();
    await until(() => script.watches(machines).length === 0);
    await until(() => JSON.stringify(view.state()).includes('behind'));
    expect(view.state()).toMatchObject({ state: 'live', behind: 'machines.cluster.x-k8s.io' });
    await eventually(() => JSON.stringify(view.state()) === '{"state":"live"}');
  });

  test('the picture has the time at which the watch was last heard', async () => {
    const { script, time, view, pass } = await withMachine();
    const heard = time.clock.now();
    await pass(10_000);
    script.watches(machines)[0]?.reset();
    await until(() => JSON.stringify(view.state()).includes('behind'));
    expect(view.state()).toEqual({ state: 'live', behind: 'machines.cluster.x-k8s.io', asOf: heard });
  });

  test('an open watch that misses its bookmarks is not taken for current', async () => {
    const { time, view, pass } = await withMachine();
    const heard = time.clock.now();
    await pass(89_000);
    expect(view.state()).toEqual({ state: 'live' });
    await pass(2_000);
    expect(view.state()).toMatchObject({ state: 'live', asOf: heard });
  });
});
