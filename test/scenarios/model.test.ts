import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { givingOf } from '../support/giving.ts';
import { readingOf } from '../support/reading.ts';
import { createWorld, eventually, person, repositoryName, type World } from '../support/world.ts';

/** What should be true of a cluster, by what people did and nothing else. */
interface Modelled {
  workers: number;
  hours: number;
  lock: string | undefined;
  open:
    | { readonly pull: number; readonly by: string; readonly change: Partial<Pick<Modelled, 'workers' | 'hours'>> }
    | undefined;
}

const people = [person, 'wim', 'mai'] as const;
const maintainer = 'mai';
const names = ['ash', 'elm', 'oak'] as const;

const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('scale' as const), to: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('extend' as const), by: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lock' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unlock' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose everything' as const) }) },
);
const step = fc.record({ act, name: fc.constantFrom(...names), who: fc.constantFrom(...people) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let world: World;
const model = new Map<string, Modelled>();

beforeAll(async () => {
  world = await createWorld({ configuration: 'providers:\n  aws:\n    sshKeyName: platform\n', unchecked: true });
  const { control } = world.github;
  for (const who of people) if (who !== person) control.createUser(who);
  control.setCollaborator(repositoryName, 'wim', 'write');
  control.setCollaborator(repositoryName, maintainer, 'maintain');
  await world.start();
  const giving = givingOf(world);
  for (const name of names) {
    const { issue } = await giving.give(`/create-cluster eu-west-1 name=${name} workers=3 ttl=72h`);
    await giving.merge(giving.pullOf(issue.number).number);
    model.set(name, { workers: 3, hours: 72, lock: undefined, open: undefined });
  }
}, 90_000);
afterAll(() => world.close());

/** Carries a step out, and says by the model what the answer should hold; `undefined`: it is done. */
async function carryOut({ act, name, who }: Step): Promise<void> {
  const cluster = model.get(name) as Modelled;
  const reading = readingOf(world);
  const giving = givingOf(world);
  const give = async (command: string, refusal: string | undefined): Promise<number> => {
    const { issue, comment } = await giving.give(command, who);
    const shown = { command, who, answers: reading.answers(issue.number), reactions: reading.reactions(comment) };
    if (refusal === undefined) expect(shown).toMatchObject({ reactions: ['eyes', 'rocket'] });
    else expect(shown).toMatchObject({ answers: [expect.stringContaining(refusal)], reactions: ['confused', 'eyes'] });
    return issue.number;
  };
  const change = async (command: string, changed: Partial<Modelled>, isSame = false): Promise<void> => {
    const held = cluster.lock !== undefined && cluster.lock !== who;
    const refusal = held ? 'lock/held' : cluster.open ? 'cluster/taken' : isSame ? 'request/no-change' : undefined;
    const issue = await give(command, refusal);
    if (refusal === undefined) cluster.open = { pull: giving.pullOf(issue).number, by: who, change: changed };
  };

  switch (act.kind) {
    case 'scale':
      return change(`/scale-cluster ${name} workers=${act.to}`, { workers: act.to }, act.to === cluster.workers);
    case 'extend':
      return change(`/extend-cluster ${name} ttl=${act.by}h`, { hours: cluster.hours + act.by });
    case 'lock':
      await give(`/lock ${name}`, cluster.lock === undefined || cluster.lock === who ? undefined : 'lock/held');
      cluster.lock ??= who;
      return;
    case 'unlock': {
      const other = cluster.lock !== undefined && cluster.lock !== who && who !== maintainer;
      const nothing = cluster.open ? 'cluster/taken' : 'lock/none';
      await give(`/unlock ${name}`, cluster.lock === undefined ? nothing : other ? 'lock/not-yours' : undefined);
      if (!other) cluster.lock = undefined;
      return;
    }
    case 'merge': {
      const { open } = cluster;
      if (open === undefined) return;
      const isHeld = cluster.lock !== undefined && cluster.lock !== open.by;
      const sha = reading.pulls().find((each) => each.number === open.pull)?.pull.head.sha ?? '';
      await giving.check(sha, 'Plan', isHeld ? 'failure' : 'success');
      if (isHeld) return;
      await giving.merge(open.pull);
      Object.assign(cluster, open.change, { open: undefined });
      return;
    }
    case 'cancel':
      if (cluster.open === undefined) return;
      expect(reading.reactions(await giving.reply(cluster.open.pull, '/cancel', who))).toEqual(['eyes', 'rocket']);
      cluster.open = undefined;
      return;
    case 'lose everything':
      await world.stop();
      await world.loseDatabase();
      await world.start();
  }
}

async function holds(): Promise<void> {
  const reading = readingOf(world);
  const { issue } = await givingOf(world).give('/locks');
  const [listed = ''] = reading.answers(issue.number);
  for (const [name, { workers, hours, lock, open }] of model) {
    const files = await world.github.control.readTree(repositoryName, 'main', `clusters/${name}`);
    const text = files.map(({ content }) => content).join('\n');
    const said = {
      workers: Number(/kind: MachineDeployment[\s\S]*?\n {2}replicas: (\d+)/.exec(text)?.[1]),
      hours: Number(/ttl-seconds: "(\d+)"/.exec(text)?.[1]) / 3_600,
      lock: people.find((who) => listed.includes(`| \`${name}\` | ${who} |`)),
      open: reading
        .pulls()
        .flatMap(({ state, number, title }) => (state === 'open' && title.includes(` ${name}:`) ? [number] : [])),
    };
    expect({ name, ...said }).toEqual({ name, workers, hours, lock, open: open === undefined ? [] : [open.pull] });
  }
  const branches = [...model.values()].filter(({ open }) => open !== undefined).length + 1;
  await eventually(
    async () => ((await reading.branches()).length === branches ? true : undefined),
    () => branches,
  );
}

test('whatever people do to clusters and locks, Git and the answers are what a model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 20 }), async (steps) => {
      for (const each of steps) await carryOut(each);
      await holds();
    }),
    {
      numRuns: Number(process.env['MODEL_RUNS'] ?? 5),
      seed: Number(process.env['MODEL_SEED'] ?? 20_261_126),
      endOnFailure: true,
    },
  );
}, 300_000);
