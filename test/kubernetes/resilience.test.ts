import { describe, expect, test } from '@jest/globals';
import { status } from '../support/kubernetes-script.ts';
import { until } from '../support/manual-time.ts';
import { cluster, clusters, connected, machine, machines } from './harness.ts';

async function withOneCluster() {
  const all = await connected([clusters, machines]);
  const { script } = all;
  script.put(clusters, cluster('prod'));
  script.put(machines, machine('prod-1', 'prod'));
  await all.begin();
  return {
    ...all,
    watchOf(kind: typeof machines) {
      const [open] = script.watches(kind);
      if (open === undefined) throw new Error('no watch is open');
      return open;
    },
    lists: () => script.requests.filter(({ isWatch, path }) => !isWatch && path === script.pathOf(machines)).length,
    /** Answers every watch of machines so, until the returned function is called. */
    refuseWatches: (code: number, reason: string, message: string) =>
      script.intercept(({ isWatch, path, response }) => {
        if (!isWatch || path !== script.pathOf(machines)) return false;
        script.reply(response, code, status(code, reason, message));
        return true;
      }),
  };
}

describe('a watch that ends', () => {
  test('is resumed where it ended, without a new list, when the connection is reset', async () => {
    const { script, watchOf, members, lists, eventually } = await withOneCluster();
    script.put(machines, machine('prod-2', 'prod'));
    await until(() => members('prod').length === 2);
    watchOf(machines).reset();
    await until(() => script.watches(machines).length === 0);
    await eventually(() => script.watches(machines).length === 1);

    expect(lists()).toBe(1);
    expect(watchOf(machines).query.get('resourceVersion')).toBe('103');
  });

  test('is resumed from the last bookmark when the server closes it', async () => {
    const { script, watchOf, eventually, lists } = await withOneCluster();
    const first = watchOf(machines);
    first.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '900' } } });
    first.end();
    await eventually(() => script.watches(machines).some((open) => open.query.get('resourceVersion') === '900'));

    expect(watchOf(machines).query.get('allowWatchBookmarks')).toBe('true');
    expect(lists()).toBe(1);
  });

  test.each(['status', 'event'])(
    'is begun anew with a list when the server forgot the place (410 as %s); what was deleted meanwhile is noticed',
    async (form) => {
      const { script, watchOf, members, changes, eventually, lists, isLive } = await withOneCluster();
      const open = watchOf(machines);
      if (form === 'status') open.reset();
      else open.send({ type: 'ERROR', object: status(410, 'Expired', 'too old resource version') });
      await until(() => script.watches(machines).length === 0);
      script.remove(machines, 'prod-1');
      script.put(machines, machine('prod-2', 'prod'));
      script.compact();
      changes.length = 0;
      await eventually(() => members('prod').includes('prod-2') && members('prod').length === 1);

      expect(changes).toContainEqual({ namespace: 'team-a', cluster: 'prod' });
      expect(lists()).toBe(2);
      expect(isLive()).toBe(true);
    },
  );

  test('is begun anew when a bookmark shows that the server went back in time', async () => {
    const { watchOf, eventually, lists } = await withOneCluster();
    watchOf(machines).send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '7' } } });
    await eventually(() => lists() === 2);
  });

  test('is torn down and resumed when nothing comes any more; a bookmark is a sign of life', async () => {
    const { script, time, watchOf, view, eventually, lists } = await withOneCluster();
    const open = [watchOf(machines), watchOf(clusters)];
    time.advance(100_000);
    for (const watch of open) watch.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '800' } } });
    await until(() => view.lagSeconds() === 0);
    time.advance(100_000);
    expect(open.some(({ closed }) => closed)).toBe(false);
    time.advance(20_000);
    await until(() => open.every(({ closed }) => closed));
    await eventually(() => script.watches(machines).length === 1);
    expect(watchOf(machines).query.get('resourceVersion')).toBe('800');
    expect(lists()).toBe(1);
  });

  test('is resumed after a line that is no event', async () => {
    const { script, watchOf, eventually, members } = await withOneCluster();
    watchOf(machines).raw('<html>upstream timed out</html>\n');
    await until(() => script.watches(machines).length === 0);
    script.put(machines, machine('prod-2', 'prod'));
    script.compact();
    await eventually(() => members('prod').length === 2);
  });
});

describe('while a watch is away', () => {
  test('the picture stays for a minute, then it is blind and says why, then it heals', async () => {
    const { script, pass, passUntil, watchOf, because, isLive, states, view } = await withOneCluster();
    const allow = script.intercept(({ path, response, isWatch }) => {
      if (path !== script.pathOf(machines) || !isWatch) return false;
      script.reply(response, 503, 'upstream connect error');
      return true;
    });
    watchOf(machines).reset();
    await until(() => script.watches(machines).length === 0);
    await pass(50_000);
    expect(isLive()).toBe(true);
    await passUntil(() => !isLive());
    expect(because()).toBe('machines.cluster.x-k8s.io: upstream connect error');
    expect(states.at(-1)?.state).toBe('blind');
    expect(view.lagSeconds()).toBeGreaterThan(60);

    allow();
    await passUntil(isLive);
    expect(states.at(-1)?.state).toBe('live');
  });

  test('every cluster is told of when sight is lost and when it comes back', async () => {
    const { script, passUntil, watchOf, changes, refuseWatches, because, isLive } = await withOneCluster();
    const allow = refuseWatches(
      403,
      'Forbidden',
      'machines.cluster.x-k8s.io is forbidden: User "bot" cannot watch resource',
    );
    changes.length = 0;
    watchOf(machines).reset();
    await until(() => script.watches(machines).length === 0);
    await passUntil(() => !isLive());
    expect(because()).toContain('cannot watch');
    expect(changes.splice(0)).toEqual([{ namespace: 'team-a', cluster: 'prod' }]);
    allow();
    await passUntil(isLive);
    expect(changes).toEqual([{ namespace: 'team-a', cluster: 'prod' }]);
  });

  test('it waits as long as a busy server asks', async () => {
    const { script, pass, watchOf, eventually } = await withOneCluster();
    let refusals = 0;
    const allow = script.intercept(({ isWatch, path, response }) => {
      if (!isWatch || path !== script.pathOf(machines)) return false;
      refusals += 1;
      script.reply(response, 429, status(429, 'TooManyRequests', 'busy'), { 'retry-after': '20' });
      return true;
    });
    watchOf(machines).reset();
    await eventually(() => refusals === 1);
    allow();
    await pass(19_500);
    expect(script.watches(machines)).toHaveLength(0);
    await eventually(() => script.watches(machines).length === 1);
  });

  test('tries get rarer, and are quick again after a success', async () => {
    const { script, time, watchOf, refuseWatches, eventually, members } = await withOneCluster();
    const tries = () =>
      script.requests.filter(({ isWatch, path }) => isWatch && path === script.pathOf(machines)).length;
    const allow = refuseWatches(500, 'InternalError', 'etcdserver: leader changed');
    watchOf(machines).reset();
    const waited: number[] = [];
    for (let round = 0; round < 9; round++) {
      const before = tries();
      const start = time.clock.now();
      await until(() => {
        if (tries() > before) return true;
        if (time.waits(30_000)) time.advance(50);
        return false;
      });
      waited.push(time.clock.now() - start);
    }
    expect(waited.at(-1)).toBeGreaterThan(10_000);
    expect(Math.max(...waited)).toBeLessThan(31_000);
    allow();
    await until(() => {
      time.advance(500);
      return script.watches(machines).length === 1;
    });
    script.put(machines, machine('prod-9', 'prod'));
    await until(() => members('prod').includes('prod-9'));
    watchOf(machines).reset();
    await eventually(() => script.watches(machines).length === 1);
  });
});

describe('a slow API server', () => {
  /** Every answer comes after so many milliseconds. */
  async function slow(milliseconds: number) {
    const all = await connected([clusters, machines]);
    const { script, time } = all;
    script.put(clusters, cluster('prod'));
    script.put(machines, machine('prod-1', 'prod'));
    const after = { milliseconds };
    script.intercept((exchange) => {
      if (after.milliseconds === 0) return false;
      time.timers.after(after.milliseconds, () => script.answer(exchange));
      return true;
    });
    return { ...all, heal: () => Object.assign(after, { milliseconds: 0 }) };
  }

  test('is waited for: nothing is concluded meanwhile, which is said, and then all is seen', async () => {
    const { connection, because, isLive, passUntil, members, states } = await slow(25_000);
    connection.start();
    expect(because()).toBe('the kinds that the API server serves are not known yet');
    await passUntil(() => because().includes('not listed yet'));
    expect(members('prod')).toBe('no such cluster');
    await passUntil(isLive);
    expect(members('prod')).toEqual(['prod-1']);
    expect(states.map(({ state }) => state)).toEqual(['blind', 'live']);
  });

  test('that is too slow is named, and seen once it is quicker', async () => {
    const { connection, because, isLive, passUntil, heal } = await slow(45_000);
    connection.start();
    await passUntil(() => because().includes('GET /apis: no answer within 30 s'));
    heal();
    await passUntil(isLive);
  });

  test('whose watches stall is not believed for long, then out of sight, and is seen again once it answers', async () => {
    const { script, view, isLive, because, pass, passUntil } = await withOneCluster();
    // Watches stay open and say nothing; whatever is asked anew has no answer.
    const heal = script.intercept(() => true);
    await pass(80_000);
    expect(view.state()).toEqual({ state: 'live' });
    await passUntil(() => JSON.stringify(view.state()).includes('behind'));
    await passUntil(() => !isLive());
    expect(because()).toMatch(/no answer within 30 s|fell silent/);
    heal();
    await passUntil(isLive);
    await passUntil(() => !JSON.stringify(view.state()).includes('behind'));
  });
});
