import { expect } from '@jest/globals';
import type { PullIssue } from '../../../../src/sandbox/github/main.ts';
import { deletingOf } from '../../deleting.ts';
import { givingOf } from '../../giving.ts';
import type { ConnectedWorld } from '../../management-cluster.ts';
import { readingOf } from '../../reading.ts';
import { eventually, person, repositoryName } from '../../world.ts';
import { expectAnswer } from '../expect-answer.ts';
import { filesSay } from '../files-say.ts';
import { resizedByHand } from '../scene.ts';
import { commandOf, fresh, type Standing } from '../standing.ts';
import { type Fleet, makesMachines, proposed } from './foresee.ts';
import { type Deletion, type Journey, type Move, type Name, names, type Ride } from './journeys.ts';

/** A story that is told where a management cluster is connected. */
export interface TrainPlay {
  carryOut(journey: Journey): Promise<void>;
  /** Holds Git and the management cluster against the model. */
  holds(): Promise<void>;
}

/** A pull request that is open, and what Git says once it is merged. */
interface Open {
  readonly pull: PullIssue;
  readonly name: Name;
  readonly becomes: Standing;
}
/** A command that is under way. */
interface Train extends Ride {
  readonly issue: number;
  readonly count: number;
}

const patience = 30_000;

/** Both clusters stand and are ready when it begins. */
export async function beginTrains(connected: ConnectedWorld, run: number): Promise<TrainPlay> {
  const { world, kubernetes } = connected;
  const { control, faults } = world.github;
  const giving = givingOf(world);
  const reading = readingOf(world);
  const deleting = deletingOf(connected);
  const called = (name: Name): string => `${name}-${run}`;
  let fleet: Fleet = { ash: fresh(1), elm: fresh(1) };
  /** Those that Git does not have any more, and what is to be of them in the management cluster: the UID, or nothing. */
  const gone = new Map<Name, string | undefined>();

  const onMain = async (name: Name, revision = 'main') =>
    filesSay(called(name), 'plain', await control.readTree(repositoryName, revision, `clusters/${called(name)}`));
  const pullsOf = (issue: number) => reading.pulls().filter(({ body }) => body?.includes(`#${issue}:`));
  const said = (issue: number): string => reading.answers(issue).join('\n');
  const hears = (issue: number, text: string) =>
    eventually(
      () => (said(issue).includes(text) ? true : undefined),
      () => ({ text, said: reading.answers(issue) }),
      patience,
    );
  const lose = async (meanwhile: () => Promise<void> = async () => {}): Promise<void> => {
    await world.stop();
    await meanwhile();
    await world.loseDatabase();
    await world.start();
  };
  const machinesOf = (name: Name) => {
    const of = (group: string, kind: string) =>
      kubernetes.store.list(group, kind).find(({ metadata }) => metadata.name.startsWith(`${called(name)}-`));
    const plane = of('controlplane.cluster.x-k8s.io', 'KubeadmControlPlane') as Owner | undefined;
    const pool = of('cluster.x-k8s.io', 'MachineDeployment') as Owner | undefined;
    const at = ({ spec, status }: Owner) => ({
      ...{ version: spec.version ?? spec.template?.spec.version, replicas: spec.replicas },
      ...{ upToDate: status?.upToDateReplicas ?? 0, all: status?.replicas ?? 0 },
    });
    return { plane: plane && at(plane), pool: pool && at(pool) };
  };
  /** Waits until a cluster has the machines that Git says, and no others. */
  const settled = async (name: Name): Promise<void> => {
    const standing = fleet[name];
    const { replicas = 0, version } = standing?.pools['md-0'] ?? {};
    const wanted = JSON.stringify({
      plane: { version: standing?.version, replicas: 1, upToDate: 1, all: 1 },
      pool: { version, replicas, upToDate: replicas, all: replicas },
    });
    await eventually(
      () => (JSON.stringify(machinesOf(name)) === wanted ? true : undefined),
      () => ({ wanted, is: machinesOf(name) }),
      patience,
    );
  };

  /** The pull request that a command opened, or what followed the one before. */
  const opened = async (train: Train): Promise<Open> => {
    const plan = proposed(train.change, train.on, fleet);
    if (typeof plan === 'string') throw new Error(`nothing was to be opened: ${plan}`);
    const pull = await eventually(
      () => pullsOf(train.issue)[train.count],
      () => ({ wanted: plan, said: reading.answers(train.issue) }),
      patience,
    );
    expect(pull.title).toContain(called(plan.name));
    expect(await onMain(plan.name, pull.pull.head.ref)).toEqual(inFiles(plan.becomes));
    return { pull, ...plan };
  };

  const merge = async (
    train: Train,
    { pull, name, becomes }: Open,
    { away, meanwhile }: Extract<Move, { kind: 'merge' }>,
  ): Promise<Open | undefined> => {
    const before = fleet[name];
    const isHeld = before !== undefined && makesMachines(before, becomes) && meanwhile !== 'nothing';
    const comeUp = isHeld ? connected.failCloud({ kind: 'DevMachine', name: called(name) }) : () => {};
    let sha = '';
    const merging = async (): Promise<void> => {
      sha = await giving.merge(pull.number);
    };
    if (away) await lose(merging);
    else await merging();
    fleet = { ...fleet, [name]: becomes };
    const follows = typeof proposed(train.change, train.on, fleet) !== 'string';
    const does = isHeld ? meanwhile : 'nothing';
    if (isHeld && follows) await hears(train.issue, '`/cancel` stops that');
    if (does === 'lose') await lose();
    if (does === 'cancel') await cancel(train, pull.number, follows);
    if (does === 'resize') await resize(name);
    if (does === 'revoke') control.setCollaborator(repositoryName, person, 'read');
    // Nothing goes ahead of the machines.
    if (isHeld) expect(pullsOf(train.issue)).toHaveLength(train.count + 1);
    comeUp();
    if (does !== 'resize') await giving.check(sha, 'Ready', 'success');
    await settled(name);
    if (!follows) {
      control.setCollaborator(repositoryName, person, 'write');
      return undefined;
    }
    if (does === 'cancel') await hears(train.issue, '**Then:** nothing.');
    else if (does === 'resize') await hears(train.issue, 'and it is not given');
    else if (does === 'revoke') {
      await hears(train.issue, `${person} may not do this here`);
      control.setCollaborator(repositoryName, person, 'write');
    } else return opened({ ...train, count: train.count + 1 });
    return undefined;
  };

  const cancel = async ({ issue }: Train, merged: number, follows: boolean): Promise<void> => {
    await giving.reply(issue, '/cancel');
    const answer = follows ? 'done' : 'request/merged';
    expectAnswer({ reading, issue, command: '/cancel', who: person }, answer);
    if (follows) expect(said(issue)).toContain(`#${merged} stays merged`);
  };

  const resize = async (name: Name): Promise<void> => {
    const standing = fleet[name];
    const pool = standing?.pools['md-0'];
    if (standing === undefined || pool === undefined) throw new Error(`${name} has no pool`);
    const replicas = pool.replicas + 1;
    const path = `clusters/${called(name)}/workers.yaml`;
    const files = await control.readTree(repositoryName, 'main', `clusters/${called(name)}`);
    const file = files.find((each) => each.path.endsWith('workers.yaml'));
    if (file === undefined) throw new Error(`${called(name)} has no ${path}`);
    await control.commit(repositoryName, {
      ...{ branch: 'main', as: person, message: `Resize ${called(name)} by hand` },
      files: { [path]: resizedByHand(replicas)(file.content) },
    });
    fleet = { ...fleet, [name]: { ...standing, pools: { 'md-0': { ...pool, replicas } } } };
  };

  const ride = async (asked: Ride): Promise<void> => {
    const { change, on, moves } = asked;
    const target = on.length === 1 ? called(on[0] ?? 'ash') : `name=${on.map(called).join('|')}`;
    const command = commandOf(change, target, 'plain');
    const { issue } = await giving.give(command);
    const plan = proposed(change, on, fleet);
    const answer = typeof plan === 'string' ? plan : 'done';
    expectAnswer({ reading, issue: issue.number, command, who: person }, answer);
    if (typeof plan === 'string') {
      expect(pullsOf(issue.number)).toEqual([]);
      return;
    }
    let train: Train = { ...asked, issue: issue.number, count: 0 };
    let open: Open | undefined = await opened(train);
    for (const move of [...moves, { kind: 'close' } as const]) {
      if (open === undefined) break;
      if (move.kind === 'lose') await lose();
      else if (move.kind === 'merge') {
        open = await merge(train, open, move);
        if (open !== undefined) train = { ...train, count: train.count + 1 };
      } else {
        if (move.kind === 'close') await giving.close(open.pull.number);
        else await giving.reply(issue.number, '/cancel');
        expect(open.pull.state).toBe('closed');
        open = undefined;
      }
    }
    await world.github.idle();
    expect(pullsOf(issue.number)).toHaveLength(train.count + 1);
  };

  const remove = async ({ of, confirmed, lose: loses }: Deletion): Promise<void> => {
    if (fleet[of] === undefined) {
      expect(await giving.answerTo(`/delete-cluster ${called(of)}`)).toContain('cluster/unknown');
      return;
    }
    const uid = connected.clusterUid(called(of));
    const { pull, sha, code } = await deleting.asked(called(of));
    if (confirmed) {
      await giving.reply(pull.number, `/confirm ${code}`);
      await deleting.plan(sha, 'success');
    }
    if (loses) await lose();
    const merged = await deleting.merged(pull);
    fleet = { ...fleet, [of]: undefined };
    gone.set(of, confirmed ? undefined : uid);
    await giving.check(merged, 'Cleanup', confirmed ? 'success' : 'action_required');
    if (confirmed) expect(connected.objectsOf(called(of))).toEqual([]);
  };

  const created = await giving.give(
    names.map((name) => `/create-cluster local name=${called(name)} control-plane=1 workers=1 ttl=72h`).join('\n'),
  );
  await giving.check(await giving.merge(giving.pullOf(created.issue.number).number), 'Ready', 'success');

  return {
    carryOut: async (journey) => {
      if ('of' in journey) return remove(journey);
      const forget = journey.twice
        ? ['issue_comment', 'pull_request', 'push'].map((event) =>
            faults.add({ match: { event }, kind: 'duplicate-webhook' }),
          )
        : [];
      await ride(journey);
      for (const each of forget) each();
    },
    holds: async () => {
      for (const name of names) {
        expect({ name, main: await onMain(name) }).toEqual({ name, main: inFiles(fleet[name]) });
        if (fleet[name] !== undefined) await settled(name);
        else expect(connected.clusterUid(called(name))).toBe(gone.get(name));
      }
      expect(reading.pulls().filter(({ state }) => state === 'open')).toEqual([]);
      let branches: readonly string[] = [];
      await eventually(
        async () => {
          branches = await reading.branches();
          return branches.length === 1 ? true : undefined;
        },
        () => branches,
        patience,
      );
    },
  };
}

interface Owner {
  readonly spec: {
    readonly replicas: number;
    readonly version?: string;
    readonly template?: { readonly spec: { readonly version: string } };
  };
  readonly status?: { readonly upToDateReplicas?: number; readonly replicas?: number };
}

/** As the readers of files say it. */
const inFiles = (standing: Standing | undefined) => standing && { ...standing, notes: [...standing.notes] };
