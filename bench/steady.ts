import { type Figure, figure } from './support/figure.ts';
import { createManagedStage, type ManagedStage, repository, until } from './support/managed-stage.ts';

const made = 10;
const clusters = 1_000;
/** An hour passes in a minute: everything that the bot does at intervals is done as often. */
const hourMs = 60_000;
const faster = 3_600_000 / hourMs;
const eventsPerSecond = 20;

/**
 * What the bot asks of GitHub in an hour in which nothing is asked of it, while clusters are ready, their objects change as
 * controllers change them, and the API server is restarted twice. Beside that a token an hour is made for each installation.
 */
export async function figures(): Promise<readonly Figure[]> {
  const every = (seconds: number) => String(Math.round(seconds / faster));
  const stage = await createManagedStage({
    speed: 400,
    environment: {
      RECONCILE_SECONDS: every(300),
      LIFETIME_LOOK_SECONDS: every(900),
      ORPHAN_LOOK_SECONDS: every(3_600),
    },
  });
  try {
    const names = Array.from({ length: made }, (_, index) => `made-${index}`);
    const merged = await stage.merged(names);
    await until(() => (stage.titles(merged).get('Ready')?.startsWith('Ready: ') ? true : undefined));
    await until(() => (stage.titles(merged).get('Cleanup')?.startsWith('Merged') ? true : undefined));
    await stage.controllers.stop();
    const few = await passHour(stage, made);
    await multiply(stage, names[0] ?? '');
    const many = await passHour(stage, clusters);
    const routes = [...Map.groupBy(many, (each) => each)].map(([route, all]) => `${all.length} × ${route}`);
    return [
      figure(
        `GitHub requests an hour while ${clusters.toLocaleString('en')} clusters are ready`,
        many.length,
        '',
        40,
        'lower',
        routes.toSorted().join(', '),
      ),
      figure(
        `GitHub requests an hour that ${clusters - made} more ready clusters add`,
        many.length - few.length,
        '',
        0,
        'lower',
        `${few.length} with ${made}`,
      ),
    ];
  } finally {
    await stage.close();
  }
}

/** The requests to GitHub of an hour, by what they ask for. */
async function passHour({ github, kubernetes }: ManagedStage, count: number): Promise<readonly string[]> {
  // A new commit is read once; from the second look on nothing is new.
  const looks = () => github.requests().filter(({ route }) => route === '/graphql').length;
  github.forgetRequests();
  await until(() => (looks() > 1 ? true : undefined));
  await pause(hourMs / 10);
  github.forgetRequests();
  const names = kubernetes.store.list('cluster.x-k8s.io', 'Cluster').map(({ metadata }) => metadata.name);
  if (names.length !== count) throw new Error(`there are ${names.length} clusters, not ${count}`);
  const began = performance.now();
  for (let event = 0; performance.now() - began < hourMs; event += 1) {
    const name = names[event % names.length] ?? '';
    const key = { group: 'cluster.x-k8s.io', kind: 'Cluster', namespace: 'default', name };
    kubernetes.store.patch(key, { metadata: { annotations: { 'example.com/heartbeat': String(event) } } }, 'bench');
    if (event === 10 * eventsPerSecond || event === 30 * eventsPerSecond) kubernetes.cutConnections();
    await pause(1_000 / eventsPerSecond);
  }
  return github.requests().map(({ operation, route }) => operation ?? route ?? 'unknown');
}

/** As many clusters like one that is ready, in Git and in the management cluster. */
async function multiply({ github, kubernetes: { store } }: ManagedStage, like: string): Promise<void> {
  const files = await github.control.readTree(repository, 'main', `clusters/${like}`);
  const belongs = ({ metadata: { name } }: { readonly metadata: { readonly name: string } }): boolean =>
    name === like || name.startsWith(`${like}-`);
  const objects = store.everything().filter((each) => each.kind !== 'Secret' && belongs(each));
  const added: Record<string, string> = {};
  const as = (text: string, name: string) => text.replaceAll(like, name);
  for (let index = made; index < clusters; index += 1) {
    const name = `copy-${index}`;
    for (const { path, content } of files) added[as(path, name)] = as(content, name);
    for (const object of objects) {
      const copy = JSON.parse(as(JSON.stringify(object), name));
      const { labels, annotations, namespace } = copy.metadata;
      const stored = store.create(
        { ...copy, metadata: { name: copy.metadata.name, namespace, labels, annotations } },
        'bench',
      );
      if (copy.status !== undefined) store.updateStatus({ ...stored, status: copy.status }, 'bench');
    }
  }
  await github.control.commit(repository, { branch: 'main', as: 'octavia', message: 'The fleet', files: added });
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
