import { readCrdIndex } from '../../schemas/read.ts';
import { CliExit, exitCodes } from '../exit.ts';
import { createLocalWorld, type LocalWorld, login, repository } from './local-world.ts';
import { createPerson } from './person.ts';
import { createScreen, painter } from './screen.ts';
import { playClosed, playMerged, type Stage } from './story.ts';

export interface DemoOptions {
  /** Leave everything running and print where to look. */
  readonly keep?: boolean;
  /** Plain lines, also in a terminal. */
  readonly plain?: boolean;
}

/** `clusterops demo`: the real bot plays one whole story against a local GitHub and a local Kubernetes. Throws when a step does not come true. */
export async function demo(options: DemoOptions): Promise<void> {
  const interactive = process.stdout.isTTY === true && options.plain !== true;
  const screen = createScreen(process.stdout, interactive);
  const paint = painter(interactive);
  const began = Date.now();

  screen.heading('ClusterOps: a comment becomes a cluster');
  const stopped = untilStopped();
  const world = await createLocalWorld(options.keep === true ? { github: 3100, kubernetes: 3101 } : undefined);
  const play = async (): Promise<void> => {
    screen.line(`  ${paint('green', '✔')} a local GitHub at ${world.github.url}/${repository}`);
    screen.line(`  ${paint('green', '✔')} a local Kubernetes with Cluster API and Argo CD at ${world.kubernetes.url}`);
    screen.live([`  ${paint('yellow', '●')} the bot is starting (the first start prepares its database)`]);
    await world.startBot();
    screen.live([`  ${paint('green', '✔')} the bot, as npm start runs it`]);
    screen.settle();

    const stage: Stage = {
      person: createPerson({ login, token: world.token, api: `${world.github.url}/api/v3`, repository }),
      screen,
      paint,
      patience: 45_000,
      clusterObjects: (name) => objectsOf(world, name),
    };
    await playMerged(stage);
    await playClosed(stage);
    screen.heading(`Done in ${Math.round((Date.now() - began) / 1_000)} s`);
  };
  try {
    const cut = await Promise.race([play(), stopped, world.botLost]);
    if (cut !== undefined) throw new CliExit(exitCodes.failed, `Stopped by ${cut} before the end.`);
    if (options.keep !== true) return;
    showPlaces(world, screen.line);
    screen.line(`  Stopped by ${await Promise.race([stopped, world.botLost])}`);
  } finally {
    await world.close();
  }
}

/** Resolves with what ends the demo from outside. The terminal that is closed sends SIGHUP; whoever read the lines may go as well. */
function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(signal));
    process.stdout.on('error', ({ message }) => resolve(message));
  });
}

/** What the local Kubernetes holds that belongs to a cluster, Secrets aside. */
async function objectsOf({ kubernetes }: LocalWorld, name: string): Promise<readonly string[]> {
  const belongs = (each: string) => each === name || each.startsWith(`${name}-`) || each.startsWith(`preview-${name}-`);
  return readCrdIndex()
    .filter(({ group, kind }) => kubernetes.store.serves(group, kind))
    .flatMap(({ group, kind }) => kubernetes.store.list(group, kind))
    .filter(({ metadata }) => belongs(metadata.name))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

function showPlaces(world: LocalWorld, print: (line: string) => void): void {
  const url = `${world.github.url}/${repository}`;
  print(`  Browse        ${url}  (with a box to comment commands)`);
  print(`  Clone         git clone ${url}.git`);
  print(`  Kubernetes    kubectl --kubeconfig ${world.kubeconfig} get clusters`);
  print('  Stop          Ctrl-C');
}
