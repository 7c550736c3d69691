import { expect } from '@jest/globals';
import { givingOf } from '../giving.ts';
import { readingOf } from '../reading.ts';
import type { World } from '../world.ts';
import { expectAnswer } from './expect-answer.ts';
import { type Act, type Command, type Foreseen, foresee, type Modelled, type Person } from './foresee.ts';
import { type Held, holds } from './holds.ts';
import { atTop, besideSize, resizedByHand, sceneOf, wrongCode } from './scene.ts';
import { commandOf, fresh } from './standing.ts';
import { actsOf, type Name, names, type Race, type Step, type Story } from './steps.ts';

/** A story that is told in a world. */
export interface Play {
  /** Does what a step says, and holds the answers against the model's. */
  carryOut(step: Step): Promise<void>;
  /** Holds what there is in the end against the model. */
  holds(): Promise<void>;
}

/** Begins a story; `run` tells its clusters from those of others in the same world. */
export async function beginPlay(world: World, run: number, { packaged, both }: Story): Promise<Play> {
  const giving = givingOf(world);
  const reading = readingOf(world);
  const scene = sceneOf(world, run);
  const clusters = new Map<Name, Held>();
  const heldAs = (name: Name): Held => {
    const held = clusters.get(name);
    if (held === undefined) throw new Error(`${name} is not in the story`);
    return held;
  };
  let noted = 0;
  const nextNote = (): string => {
    noted += 1;
    return `note n${run}x${noted}`;
  };

  const merge = async ({ model: { open }, pull: number }: Held, { answer }: Foreseen): Promise<void> => {
    const pull = scene.pullAt(number);
    const passes = answer !== 'lock/held' && (open?.deletes !== true || open.confirmed);
    // Where no kustomize and no Helm is installed, nothing is built, and Plan says so.
    await scene.planSays(pull.pull.head.sha, passes ? ['success', 'neutral'] : ['failure']);
    if (answer === 'lock/held') return;
    if (open?.deletes === true) await giving.ready(pull);
    const merging = giving.merge(pull.number);
    if (answer === 'conflict') await expect(merging).rejects.toThrow('not mergeable');
    else await merging;
    await world.github.idle();
  };

  const textOf = async (name: Name, each: Command, pull: number): Promise<string> => {
    switch (each.kind) {
      case 'cancel':
        return '/cancel';
      case 'confirm':
        return `/confirm ${each.right ? await scene.codeOn(pull) : wrongCode}`;
      case 'lock':
      case 'unlock':
        return `/${each.kind} ${scene.named(name)}`;
      default: {
        const { packaging } = heldAs(name).model;
        return `${commandOf(each, scene.named(name), packaging)}${each.dry ? ' dry-run' : ''}`;
      }
    }
  };

  const act = async (name: Name, who: Person, each: Act): Promise<void> => {
    const before = heldAs(name);
    const { packaging } = before.model;
    const foreseen = foresee(each, who, before.model);
    if (foreseen.answer === 'idle') return;
    const opened = reading.pulls().length;
    let { pull } = before;
    if (each.kind === 'merge') await merge(before, foreseen);
    else if (each.kind === 'resize')
      await scene.write({ name, packaging, file: 'pools' }, 'main', resizedByHand(each.to));
    else if (each.kind === 'note') {
      const branch = each.on === 'main' ? 'main' : scene.pullAt(pull).pull.head.ref;
      await scene.write({ name, packaging, file: each.file }, branch, atTop(each.note));
    } else {
      const on = each.kind === 'cancel' || each.kind === 'confirm' ? scene.pullAt(pull).number : undefined;
      const command = await textOf(name, each, on ?? 0);
      const issue = on ?? (await giving.give(command, who)).issue.number;
      if (on !== undefined) await giving.reply(on, command, who);
      expectAnswer({ reading, issue, command, who }, foreseen.answer);
      if (opens(before.model, foreseen)) pull = giving.pullOf(issue).number;
    }
    expect(reading.pulls().length - opened).toBe(opens(before.model, foreseen) ? 1 : 0);
    clusters.set(name, { model: foreseen.after, pull });
  };

  /** Two at once: one of them may win, and the other is told so. */
  const race = async ({ name, race: two, to }: Race): Promise<void> => {
    const { model, pull } = heldAs(name);
    const asked = two.map((who, index) => {
      const change = { kind: 'scale', pool: 'md-0', to: to + index, dry: false } as const;
      const command = commandOf(change, scene.named(name), model.packaging);
      return { who, command, foreseen: foresee(change, who, model) };
    });
    const given = await Promise.all(
      asked.map(async (each) => ({ ...each, ...(await giving.give(each.command, each.who)) })),
    );
    const won = given.filter(({ comment }) => reading.reactions(comment).includes('rocket'));
    expect(won).toHaveLength(given.some(({ foreseen }) => foreseen.answer === 'done') ? 1 : 0);
    for (const each of given) {
      const { command, who, issue, foreseen } = each;
      const lost = !won.includes(each);
      const said = { reading, issue: issue.number, command, who };
      if (foreseen.answer === 'done') expectAnswer(said, lost ? 'cluster/taken' : 'done');
    }
    const [winner] = won;
    clusters.set(name, {
      model: winner?.foreseen.after ?? model,
      pull: winner === undefined ? pull : giving.pullOf(winner.issue.number).number,
    });
  };

  await begin();
  return {
    carryOut: async (step) => {
      if ('lose' in step) {
        await world.stop();
        await world.loseDatabase();
        await world.start();
      } else if ('race' in step) await race(step);
      else {
        const forget = step.twice
          ? world.github.faults.add({ match: { event: 'issue_comment' }, kind: 'duplicate-webhook' })
          : () => {};
        for (const each of actsOf(step, nextNote)) await act(step.name, step.who, each);
        forget();
      }
    },
    holds: () => holds(world, scene, clusters),
  };

  /** The first cluster stands, with what people wrote into its files, and so may the second. */
  async function begin(): Promise<void> {
    const roles = names.map((name, index) => ({ name, packaging: packaged[index] ?? 'plain' }));
    const standing = roles.slice(0, both ? 2 : 1);
    await scene.existing(
      standing.map(({ name, packaging }) => [name, packaging]),
      3,
    );
    for (const role of roles) {
      const base = { packaging: role.packaging, lock: undefined, open: undefined, kept: 0 };
      clusters.set(role.name, { model: { ...base, stands: undefined }, pull: undefined });
      if (!standing.includes(role)) continue;
      const [beside, top] = [nextNote(), nextNote()];
      await scene.write({ ...role, file: 'pools' }, 'main', (content) => atTop(top)(besideSize(beside)(content)));
      const { pools, ...rest } = fresh(3);
      const noted = Object.fromEntries(Object.entries(pools).map(([pool, of]) => [pool, { ...of, note: beside }]));
      clusters.set(role.name, {
        model: { ...base, stands: { ...rest, pools: noted, notes: [top] } },
        pull: undefined,
      });
    }
  }
}

const opens = (before: Modelled, { after }: Foreseen): boolean => before.open === undefined && after.open !== undefined;
