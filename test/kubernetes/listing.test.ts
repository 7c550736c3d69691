import { describe, expect, test } from '@jest/globals';
import { type Exchange, status } from '../support/kubernetes-script.ts';
import { until } from '../support/manual-time.ts';
import { cluster, clusters, connected, machine, machines } from './harness.ts';

const isListOf = (path: string) => (exchange: Exchange) => !exchange.isWatch && exchange.path === path;

describe('the first list', () => {
  test('is read in pages, and the picture is blind until the last of them', async () => {
    const { script, connection, isLive, because, members } = await connected([clusters, machines], {
      limits: { pageSize: 2 },
    });
    script.put(clusters, cluster('prod'));
    for (const number of [1, 2, 3, 4, 5]) script.put(machines, machine(`prod-${number}`, 'prod'));
    const held: (() => void)[] = [];
    const release = script.intercept((exchange) => {
      if (!isListOf(script.pathOf(machines))(exchange) || exchange.query.get('continue') !== '4') return false;
      held.push(() => script.list(exchange, script.pathOf(machines)));
      return true;
    });
    connection.start();
    await until(() => held.length === 1);
    expect(members('prod')).toHaveLength(4);
    expect(isLive()).toBe(false);
    expect(because()).toContain('machines.cluster.x-k8s.io');

    release();
    for (const answer of held) answer();
    await until(isLive);
    expect(members('prod')).toHaveLength(5);
  });

  test('starts again when its snapshot expires between two pages', async () => {
    const { script, connection, isLive, members, eventually } = await connected([clusters, machines], {
      limits: { pageSize: 1 },
    });
    script.put(clusters, cluster('prod'));
    for (const number of [1, 2, 3]) script.put(machines, machine(`prod-${number}`, 'prod'));
    let expired = 0;
    script.intercept((exchange) => {
      if (!isListOf(script.pathOf(machines))(exchange) || exchange.query.get('continue') !== '2' || expired > 0)
        return false;
      expired += 1;
      script.remove(machines, 'prod-1');
      script.reply(exchange.response, 410, status(410, 'Expired', 'The provided continue parameter is too old'));
      return true;
    });
    connection.start();
    await eventually(isLive);
    expect(expired).toBe(1);
    expect(members('prod')).toEqual(['prod-2', 'prod-3']);
  });

  test('a page that stops half-way is asked for again', async () => {
    const { script, connection, isLive, eventually, time } = await connected([clusters]);
    script.put(clusters, cluster('prod'));
    let stalled = 0;
    script.intercept((exchange) => {
      if (!isListOf(script.pathOf(clusters))(exchange) || stalled > 0) return false;
      stalled += 1;
      exchange.response.writeHead(200, { 'content-type': 'application/json' });
      exchange.response.write('{"metadata":{"resourceVersion":"1"},"items":[');
      return true;
    });
    connection.start();
    await until(() => stalled === 1);
    await until(() => {
      time.advance(1000);
      return script.requests.filter(isListOf(script.pathOf(clusters))).length === 2;
    });
    await eventually(isLive);
  });

  test('goes on with the page that failed in passing, not from the first', async () => {
    const { script, connection, isLive, members, eventually } = await connected([clusters, machines], {
      limits: { pageSize: 2 },
    });
    script.put(clusters, cluster('prod'));
    for (const number of [1, 2, 3, 4, 5]) script.put(machines, machine(`prod-${number}`, 'prod'));
    let failed = 0;
    script.intercept((exchange) => {
      if (!isListOf(script.pathOf(machines))(exchange) || exchange.query.get('continue') !== '4' || failed === 2)
        return false;
      failed += 1;
      if (failed === 1) exchange.response.destroy();
      else script.reply(exchange.response, 503, 'busy');
      return true;
    });
    connection.start();
    await eventually(isLive);
    expect(members('prod')).toHaveLength(5);
    const pages = script.requests.filter(isListOf(script.pathOf(machines))).map(({ query }) => query.get('continue'));
    expect(pages).toEqual([null, '2', '4', '4', '4']);
  });

  test('an answer that is no list is not taken for an empty one', async () => {
    const { script, connection, isLive, because, view, pass } = await connected([clusters]);
    script.put(clusters, cluster('prod'));
    const allow = script.intercept((exchange) => {
      if (!isListOf(script.pathOf(clusters))(exchange)) return false;
      script.reply(exchange.response, 200, {});
      return true;
    });
    connection.start();
    await until(() => because().includes('not a list'));
    allow();
    await pass(2000);
    expect(isLive()).toBe(true);
    expect(view.clusters()).toHaveLength(1);
  });

  test('what the credentials may not list makes the picture blind, with the words of the API server', async () => {
    const { script, connection, because, changes } = await connected([clusters, machines]);
    script.put(clusters, cluster('prod'));
    const words = 'machines.cluster.x-k8s.io is forbidden: User "bot" cannot list resource "machines"';
    script.intercept((exchange) => {
      if (!isListOf(script.pathOf(machines))(exchange)) return false;
      script.reply(exchange.response, 403, status(403, 'Forbidden', words));
      return true;
    });
    connection.start();
    await until(() => because().includes(words));
    expect(changes).toContainEqual({ namespace: 'team-a', cluster: 'prod' });
  });
});

describe('a list while the server is busy', () => {
  test('never more than two pages are under way at once', async () => {
    const many = ['machines', 'machinesets', 'machinedeployments', 'machinepools'].map((plural, index) => ({
      ...machines,
      plural,
      kind: ['Machine', 'MachineSet', 'MachineDeployment', 'MachinePool'][index] ?? '',
    }));
    const { script, connection, isLive } = await connected([clusters, ...many]);
    const held: Exchange[] = [];
    let most = 0;
    let answered = 0;
    const release = script.intercept((exchange) => {
      if (exchange.isWatch || script.collectionOf(exchange.path) === undefined) return false;
      held.push(exchange);
      most = Math.max(most, held.length - answered);
      return true;
    });
    connection.start();
    for (let next = 0; next < 5; next++) {
      await until(() => held.length > next);
      const exchange = held[next];
      answered += 1;
      if (exchange !== undefined) script.list(exchange, exchange.path);
    }
    release();
    await until(isLive);
    expect(most).toBeLessThanOrEqual(2);
  });
});
