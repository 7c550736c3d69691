import { afterEach, describe, expect, test } from '@jest/globals';
import { goodCluster } from '../support/proposing.ts';
import { type SteppedBot, startSteppedBot } from './support/stepped-bot.ts';

const cluster = (name: string) => `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  name: ${name}
  namespace: default
spec:
  clusterNetwork: {}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata:
  name: ${name}-md-0
  namespace: default
spec:
  clusterName: ${name}
  replicas: 2
`;
const office = `environments: { dev: { clusters: ["dev-*"] } }
schedule:
  - { name: office, selector: env=dev, zone: Europe/Berlin, days: [mon, tue, wed, thu, fri], sleep: "20:00", wake: "07:00" }
`;
const path = '.github/clusterops.yml';

let bot: SteppedBot;
afterEach(() => bot.wire.close());

/** Two clusters for development and one for production, and a schedule that was seen on Wednesday morning. */
async function begun(configuration = office, names = ['dev-a', 'dev-b', 'prod-a']): Promise<void> {
  const files = names.map((name) => [`clusters/${name}/cluster.yaml`, cluster(name)]);
  bot = await startSteppedBot({ [path]: configuration, ...Object.fromEntries(files) });
  await bot.at('2026-11-25T10:00Z');
}
const [sleep, night, wake, nextSleep] = [
  '2026-11-25T19:00Z',
  '2026-11-25T21:30Z',
  '2026-11-26T06:00Z',
  '2026-11-26T19:00Z',
];
const issues = () => [...(bot.wire.sandbox.world.store.issues.get(bot.wire.repository.id)?.values() ?? [])];
const issue = () => issues().findLast(({ labels }) => labels.some(({ name }) => name === 'clusterops-schedule'));
const text = (): string => issue()?.body?.replace(/<!--[\s\S]*?-->/g, '') ?? '';
/** The commands that the schedule gave. */
const given = (): readonly string[] =>
  (issue()?.comments ?? []).flatMap(({ body }) => /^```\n(\/\S+ \S+)\n```$/m.exec(body)?.[1] ?? []);
const titles = () => bot.open().map(({ title }) => title);
const mergeAll = async (): Promise<void> => {
  for (const { number } of bot.open()) await bot.merge(number);
};

const bothAsleep = 'Hibernate 2 clusters: name=dev-a|dev-b';
const bothAwake = 'Wake 2 clusters: name=dev-a|dev-b';

const configure = (configuration: string) => bot.wire.commit({ [path]: configuration });
const allClosed = (): readonly string[] =>
  issues().flatMap((each) => ('pull' in each && each.state === 'closed' ? [each.title] : []));

describe('a schedule', () => {
  test('begins with its next time, and gives each command once', async () => {
    await begun();
    expect(given()).toEqual([]);
    expect(text()).toContain('**Next:** 2026-11-25 20:00 Europe/Berlin, sleep.');
    await bot.at(sleep);
    await bot.at(night);
    expect(titles()).toEqual([bothAsleep]);
    expect(text()).toContain('**Next:** 2026-11-26 07:00 Europe/Berlin, wake.');
    await mergeAll();
    await bot.at(wake);
    expect(titles()).toEqual([bothAwake]);
    expect(given()).toEqual(['/hibernate-cluster name=dev-a|dev-b', '/wake-cluster name=dev-a|dev-b']);
  });

  test('leaves what people do in between until its next time', async () => {
    await begun();
    await bot.give('/hibernate-cluster dev-a');
    await mergeAll();
    await bot.at(sleep);
    expect(titles()).toEqual(['Hibernate cluster dev-b: pool md-0 2 → 0']);
    await mergeAll();
    await bot.give('/wake-cluster dev-b');
    await mergeAll();
    await bot.at(night);
    bot.forget();
    await bot.at('2026-11-25T23:00Z');
    expect(titles()).toEqual([]);
    await bot.at(wake);
    expect(titles()).toEqual(['Wake cluster dev-a: pool md-0 0 → 2']);
  });

  test.each([
    ['over a night and a day', '2026-11-26T21:00Z', [bothAsleep]],
    ['until they are to be awake', '2026-11-27T06:30Z', []],
    ['over the weekend', '2026-11-28T12:00Z', [bothAsleep]],
  ])('acts once for what holds now after it was away %s', async (_, back, want) => {
    await begun();
    bot.forget();
    await bot.at(back);
    await bot.at(back.replace('Z', ':59Z'));
    expect(titles()).toEqual(want);
    expect(given()).toHaveLength(want.length);
  });

  test('closes what nobody had merged by its next time, and does nothing else then', async () => {
    await begun();
    await bot.at(sleep);
    const [pull] = bot.open();
    await bot.at(wake);
    expect(titles()).toEqual([]);
    expect(allClosed()).toEqual([bothAsleep]);
    expect(given()).toHaveLength(1);
    expect(text()).toContain(
      `**Last:** 2026-11-26 07:00 Europe/Berlin, wake. Nobody had merged #${pull?.number} by then: closed.`,
    );
    await bot.at(nextSleep);
    expect(titles()).toEqual([bothAsleep]);
    expect(text()).not.toContain('Nobody had merged');
  });

  test('passes over a cluster that is locked, and goes back to it', async () => {
    await begun();
    await bot.give('/lock dev-a reason="a demonstration"');
    await bot.at(sleep);
    expect(titles()).toEqual(['Hibernate cluster dev-b: pool md-0 2 → 0']);
    expect(text()).toContain('| `dev-a` | dev-a is locked by ada since 2026-11-25 10:00 UTC: a demonstration |');
    await bot.at(night);
    expect(given()).toEqual(['/hibernate-cluster dev-b']);
    await bot.give('/unlock dev-a');
    await bot.at('2026-11-25T22:00Z');
    expect(given()).toEqual(['/hibernate-cluster dev-b', '/hibernate-cluster dev-a']);
    expect(text()).not.toContain('locked');
  });

  test('passes over a cluster that another request holds, and forgets it with its next time', async () => {
    await begun();
    await bot.give('/scale-cluster dev-a workers=3');
    await bot.at(sleep);
    expect(text()).toContain('changes dev-a already: ada asked for it');
    await mergeAll();
    await bot.at(night);
    expect(given()).toEqual(['/hibernate-cluster dev-b', '/hibernate-cluster dev-a']);
    await bot.give('/cancel');
    await bot.at(wake);
    expect(given()).toEqual(['/hibernate-cluster dev-b', '/hibernate-cluster dev-a', '/wake-cluster dev-b']);
  });

  test('passes over a cluster whose files cannot say that it sleeps', async () => {
    await begun(office, ['dev-b']);
    const managed = cluster('dev-a').replace(
      'dev-a-md-0\n',
      'dev-a-md-0\n  annotations: { cluster.x-k8s.io/replicas-managed-by: karpenter }\n',
    );
    await bot.wire.commit({ 'clusters/dev-a/cluster.yaml': managed });
    await bot.at(sleep);
    expect(given()).toEqual(['/hibernate-cluster dev-b']);
    expect(text()).toContain('| `dev-a` | Another program decides how many machines pool md-0 has');
  });

  test('keeps to the rules of the policy, each cluster for itself, and goes on when a freeze ends', async () => {
    await begun(`${office}policy:
  rules:
    - { name: inventory, effect: deny, reason: Counting., when: { clusters: [dev-a], times: [{ from: "20:00", to: "22:00", zone: Europe/Berlin }] } }
`);
    await bot.at(sleep);
    expect(given()).toEqual(['/hibernate-cluster dev-b']);
    expect(text()).toContain('denies this for the cluster "dev-a": Counting.');
    await bot.at('2026-11-25T21:05Z');
    expect(given()).toEqual(['/hibernate-cluster dev-b', '/hibernate-cluster dev-a']);
  });

  test('needs no permission, and is held by rules that deny to all but some', async () => {
    await begun(`${office}access: { permission: admin }
policy: { rules: [{ name: owners, effect: deny, when: { clusters: [dev-a] }, except: { permission: admin } }] }
`);
    await bot.at(sleep);
    expect(titles()).toEqual(['Hibernate cluster dev-b: pool md-0 2 → 0']);
    expect(text()).toContain('The rule "policy.rules.owners" denies this for the cluster "dev-a"');
  });

  test('puts clusters to sleep that are protected from deletion', async () => {
    await begun(`${office}deletion: { protected: ["*"] }\n`);
    await bot.at(sleep);
    expect(titles()).toEqual([bothAsleep]);
  });

  describe('that is to be merged by GitHub', () => {
    const merging = office.replace('sleep:', 'autoMerge: true, sleep:');
    const replies = () =>
      (issue()?.comments ?? []).map(({ body }) => body).filter((body) => body.includes('does not merge'));

    test('is, once Plan has passed', async () => {
      await begun(merging, ['prod-a']);
      await bot.wire.commit(goodCluster('dev-a'));
      bot.wire.sandbox.control.allowAutoMerge('acme/platform', true);
      bot.wire.sandbox.control.protect('acme/platform', 'main', ['ClusterOps / Plan']);
      await bot.at(sleep);
      expect(titles()).toEqual([]);
      expect(allClosed()).toEqual([expect.stringMatching(/^Hibernate cluster dev-a: .* → 0/)]);
      const files = await bot.wire.sandbox.control.readTree('acme/platform', 'main', 'clusters/dev-a');
      expect(files.some(({ content }) => content.includes('clusterops.dev/hibernated-replicas'))).toBe(true);
      expect(replies()).toEqual([]);
    });

    test.each([
      ['the repository does not allow it', false, ['ClusterOps / Plan'], 'the repository does not allow auto-merge'],
      ['nothing is required', true, [], 'Pull request is in clean status'],
    ])('is left to people where %s, and they are told', async (_, allowed, required, why) => {
      await begun(merging);
      bot.wire.sandbox.control.allowAutoMerge('acme/platform', allowed);
      bot.wire.sandbox.control.protect('acme/platform', 'main', required);
      await bot.at(sleep);
      expect(titles()).toEqual([bothAsleep]);
      expect(replies()).toEqual([expect.stringContaining(why)]);
    });

    test('waits while the policy keeps Plan from passing', async () => {
      await begun(
        `${merging}policy: { approvals: [{ name: two, when: { environments: [dev] }, by: { users: [ada] } }] }\n`,
      );
      bot.wire.sandbox.control.allowAutoMerge('acme/platform', true);
      bot.wire.sandbox.control.protect('acme/platform', 'main', ['ClusterOps / Plan']);
      await bot.at(sleep);
      expect(titles()).toEqual([bothAsleep]);
      expect(replies()).toEqual([]);
    });
  });

  test('has the clusters that no schedule before it has', async () => {
    await begun(`${office}  - { name: late, selector: "name=dev-a|prod-a", zone: Europe/Berlin, sleep: "20:00" }\n`);
    await bot.at(sleep);
    expect(titles().toSorted()).toEqual([bothAsleep, 'Hibernate cluster prod-a: pool md-0 2 → 0']);
  });

  test('that was changed begins anew with its next time', async () => {
    await begun();
    await configure(office.replace('07:00', '10:30'));
    await bot.give('/hibernate-cluster dev-a');
    await mergeAll();
    await bot.at('2026-11-25T11:00Z');
    expect(given()).toEqual([]);
    expect(text()).toContain('It is new or was changed');
    await bot.at(sleep);
    expect(given()).toEqual(['/hibernate-cluster dev-b']);
  });

  test('that is gone leaves its clusters as they are, and says so', async () => {
    await begun();
    await bot.at(sleep);
    await mergeAll();
    await configure('environments: { dev: { clusters: ["dev-*"] } }\n');
    await bot.at(night);
    await bot.at(wake);
    expect(titles()).toEqual([]);
    expect(issue()?.state).toBe('closed');
    expect(text()).toContain('stay asleep until somebody wakes them');
    await configure(office);
    await bot.at('2026-11-26T07:00Z');
    expect(issue()?.state).toBe('open');
    expect(text()).toContain('It is new or was changed');
    expect(given()).toHaveLength(1);
  });

  test('does nothing while the configuration cannot be used', async () => {
    await begun();
    await configure(office.replace('Europe/Berlin', 'Europe/Brelin'));
    await bot.at(sleep);
    await bot.at(night);
    expect(given()).toEqual([]);
    await configure(office);
    await bot.at('2026-11-25T22:00Z');
    expect(titles()).toEqual([bothAsleep]);
  });

  test.each([
    ['edited by somebody', async () => bot.wire.edit(issue()?.number ?? 0, `Mine.\n${issue()?.body}`)],
    ['emptied by somebody', async () => bot.wire.edit(issue()?.number ?? 0, 'Mine.')],
  ])('whose issue was %s begins anew with its next time', async (_, change) => {
    await begun();
    await change();
    await bot.at(sleep);
    expect(given()).toEqual([]);
    expect(text()).toContain('**Next:** 2026-11-26 07:00 Europe/Berlin, wake.');
    await bot.at(nextSleep);
    expect(titles()).toEqual([bothAsleep]);
  });
});

describe('whatever is lost', () => {
  test('a turn whose note failed is not given again', async () => {
    await begun();
    bot.breaks('scheduleIssues.write', 'scheduleIssues.write');
    await bot.at(sleep);
    bot.forget();
    await bot.at(night);
    expect(given()).toHaveLength(1);
    expect(titles()).toEqual([bothAsleep]);
    expect(text()).toContain('**Last:** 2026-11-25 20:00 Europe/Berlin, sleep.');
  });

  test('a command that was lost with the database is carried out once', async () => {
    await begun();
    bot.breaks('changes.ensure', 'changes.ensure');
    await bot.at(sleep);
    expect(titles()).toEqual([]);
    bot.forget();
    await bot.at(night);
    expect(titles()).toEqual([bothAsleep]);
    await mergeAll();
    bot.forget();
    await bot.at('2026-11-25T23:00Z');
    expect(given()).toHaveLength(1);
    expect(titles()).toEqual([]);
  });

  test('a command that comes too late is not carried out', async () => {
    await begun();
    bot.breaks('changes.ensure', 'changes.ensure');
    await bot.at(sleep);
    bot.forget();
    await bot.at(wake);
    expect(titles()).toEqual([]);
    expect(allClosed()).toEqual([]);
  });
});

describe('what it costs', () => {
  test('a look at which nothing is due asks GitHub for no more than without schedules', async () => {
    await begun();
    await bot.at(sleep);
    const spent = async (time: string): Promise<readonly string[]> => {
      const before = bot.wire.calls().length;
      await bot.at(time);
      return bot.wire.calls().slice(before);
    };
    await spent(night);
    expect(await spent('2026-11-25T21:45Z')).toEqual(['Configuration']);
    await mergeAll();
    await spent('2026-11-25T22:00Z');
    expect(await spent('2026-11-25T22:15Z')).toEqual(['Configuration']);
  });

  test('a conversation that has become long goes on in another issue', async () => {
    await begun();
    const first = issue()?.number ?? 0;
    for (let said = 0; said < 80; said += 1) bot.wire.sandbox.control.comment('acme/platform', first, 'ada', 'Well.');
    await bot.at(sleep);
    expect(issue()?.number).not.toBe(first);
    expect(given()).toEqual(['/hibernate-cluster name=dev-a|dev-b']);
    const old = issues().find(({ number }) => number === first);
    expect([old?.state, old?.body]).toEqual(['closed', expect.stringContaining(`goes on in #${issue()?.number}`)]);
    await mergeAll();
    await bot.at(wake);
    expect(given()).toEqual(['/hibernate-cluster name=dev-a|dev-b', '/wake-cluster name=dev-a|dev-b']);
  });
});
