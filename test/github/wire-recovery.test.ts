import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { place, startWire, type Wire } from './support/wire.ts';

let wire: Wire;
beforeAll(async () => {
  wire = await startWire();
});
afterAll(() => wire.close());

describe('after webhooks were lost', () => {
  test('all repositories of all installations are found, suspended ones left out', async () => {
    const { control } = wire.sandbox;
    const other = control.createOrganization('globex');
    const made = await control.createRepository('globex/fleet', { files: { a: 'a' } });
    const installation = control.install(wire.app, 'globex');
    control.createOrganization('sleepy');
    await control.createRepository('sleepy/fleet', { files: { a: 'a' } });
    control.suspend(control.install(wire.app, 'sleepy'), true);
    expect(await wire.github.recovery.repositories()).toEqual([
      { ...wire.repository, ownerId: expect.any(Number) },
      { id: made.id, owner: 'globex', name: 'fleet', installationId: installation.id, ownerId: other.id },
    ]);
  });

  test('comments and issues that may hold a command are found, with what they are now', async () => {
    const { control } = wire.sandbox;
    const since = Date.now() - 1000;
    const asked = control.comment(place, wire.issue.number, 'ada', 'please:\n/create-cluster eu-west-1');
    control.comment(place, wire.issue.number, 'ada', 'thanks!');
    const handled = control.comment(place, wire.issue.number, 'ada', '/help');
    await wire.github.reactions.add(wire.repository, handled.nodeId, 'eyes');
    const opened = await control.openIssue(place, 'ada', { title: 'x', body: '/list-clusters' });
    const ours = await wire.github.changes.ensure(
      await wire.change({ pull: { title: 'x', body: '/help', draft: false } }),
    );
    if (ours.state !== 'open') throw new Error(ours.state);
    const onPull = control.comment(place, ours.pull.number, 'ada', '/retry');
    const found = await wire.github.recovery.commentsSince(wire.repository, since);
    const seen = new Map(found.map((each) => [each.nodeId, each]));
    const ada = { id: asked.author.id, login: 'ada', bot: false };
    expect(seen.get(asked.nodeId)).toEqual({
      nodeId: asked.nodeId,
      issue: wire.issue.number,
      body: 'please:\n/create-cluster eu-west-1',
      author: ada,
      createdAt: expect.any(Number),
      edited: false,
      handled: false,
    });
    expect(seen.get(handled.nodeId)).toMatchObject({ handled: true });
    expect(seen.get(opened.nodeId)).toMatchObject({ issue: opened.number, body: '/list-clusters', handled: false });
    expect(seen.get(onPull.nodeId)).toMatchObject({ issue: ours.pull.number, body: '/retry' });
    expect(seen.has(ours.pull.nodeId)).toBe(false);
    expect(found.every(({ body }) => /^\//m.test(body))).toBe(true);
  });

  test('one that was edited is told apart', async () => {
    const since = Date.now() - 1000;
    const comment = wire.sandbox.control.comment(place, wire.issue.number, 'ada', '/help');
    const token = wire.sandbox.control.createToken('ada');
    const edited = await fetch(`${wire.sandbox.url}/api/v3/repos/${place}/issues/comments/${comment.id}`, {
      method: 'PATCH',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ body: '/create-cluster eu-west-1' }),
    });
    expect(edited.status).toBe(200);
    const found = await wire.github.recovery.commentsSince(wire.repository, since);
    expect(found.find(({ nodeId }) => nodeId === comment.nodeId)).toMatchObject({ edited: true });
  });

  test('what was written before is left out', async () => {
    wire.sandbox.control.comment(place, wire.issue.number, 'ada', '/help');
    expect(await wire.github.recovery.commentsSince(wire.repository, Date.now() + 60_000)).toEqual([]);
  });

  test('deliveries are listed down to the watermark, and can be asked for again', async () => {
    for (let count = 0; count < 110; count += 1)
      wire.sandbox.control.comment(place, wire.issue.number, 'ada', `${count}`);
    await wire.sandbox.idle();
    const all = await wire.github.recovery.deliveriesSince(undefined);
    expect(all.length).toBeGreaterThan(110);
    expect(all.every(({ ok }) => !ok)).toBe(true);
    expect(all.map(({ deliveredAt }) => deliveredAt)).toEqual(
      all.map(({ deliveredAt }) => deliveredAt).sort((one, other) => other - one),
    );
    const newest = all[0];
    const later = await wire.github.recovery.deliveriesSince(String(newest?.deliveredAt));
    expect(later.length).toBeLessThan(all.length);
    expect(later).toContainEqual(newest);

    await wire.github.recovery.redeliver(newest?.id ?? '');
    await wire.sandbox.idle();
    const again = await wire.github.recovery.deliveriesSince(String(newest?.deliveredAt));
    expect(again.filter(({ guid }) => guid === newest?.guid)).toHaveLength(2);
    await expect(wire.github.recovery.redeliver('3804004623172239366')).resolves.toBeUndefined();
  });
});

test('doctor sees the App, its installations and its webhook', async () => {
  expect(await wire.github.doctor.app()).toMatchObject({
    id: wire.app.id,
    botLogin: 'clusterops[bot]',
    permissions: { checks: 'write', contents: 'write' },
    events: ['issues', 'issue_comment'],
  });
  expect(await wire.github.doctor.installations()).toContainEqual(
    expect.objectContaining({ id: wire.repository.installationId, account: 'acme', suspended: false }),
  );
  expect(await wire.github.doctor.hook()).toMatchObject({ url: 'http://127.0.0.1:9/nobody', insecure: false });
  wire.sandbox.control.comment(place, wire.issue.number, 'ada', 'hello');
  await wire.sandbox.idle();
  expect(await wire.github.doctor.lastDelivery()).toMatchObject({ event: 'issue_comment', said: expect.any(String) });
});
