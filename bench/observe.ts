import { type Figure, figure } from './support/figure.ts';
import { createManagedStage, type ManagedStage, until } from './support/managed-stage.ts';

const clusters = 50;
/** Clusters of one request. */
const together = 5;
const eventsPerSecond = 50;
const seconds = 10;
const latency = 80;
/** As the bot has it by default. */
const window = 1_500;
/** Most changes say nothing new, as those of real controllers; one in so many does. */
const telling = 25;

/**
 * From a change in the management cluster to the check run that tells it, beyond the time in which changes are gathered: requests of many
 * clusters are under way, and objects of all of them change.
 */
export async function figures(): Promise<readonly Figure[]> {
  const told = new Map<string, number>();
  const stage = await createManagedStage({
    speed: 400,
    environment: { COALESCE_MS: String(window) },
    observe: (exchange) => {
      if (exchange.kind !== 'graphql' || !exchange.fields.some((field) => /CheckRun$/.test(field))) return;
      for (const [mark] of JSON.stringify(exchange.request).matchAll(/step \d+ of shop-\d+/g))
        if (!told.has(mark)) told.set(mark, performance.now());
    },
  });
  try {
    await underWay(stage);
    stage.github.setLatency(latency);
    const usual = await drive(stage, told, telling);
    const all = await drive(stage, told, 1);
    const note = `${eventsPerSecond} events/s on ${clusters} clusters of ${clusters / together} requests, ${latency} ms for each GitHub call`;
    return [
      figure(
        'an event to the check updated, p95 beyond the coalescing window',
        p95(usual),
        's',
        2,
        'lower',
        `${note}; one in ${telling} says something new`,
      ),
      figure('the same where every event says something new', p95(all), 's', 2, 'lower', note),
    ];
  } finally {
    await stage.close();
  }
}

/** Requests whose clusters never become ready, so that each is followed all the time. */
async function underWay(stage: ManagedStage): Promise<void> {
  const names = Array.from({ length: clusters }, (_, index) => `shop-${index}`);
  stage.controllers.failCloud({ name: '-md-0' });
  const merges: string[] = [];
  for (let first = 0; first < clusters; first += together)
    merges.push(await stage.merged(names.slice(first, first + together)));
  const title = `0 of ${together} clusters ready, ${together}/${together} control plane`;
  await until(() => (merges.every((sha) => stage.titles(sha).get('Ready')?.startsWith(title)) ? true : undefined));
  await stage.controllers.stop();
}

/** Seconds beyond the window from each telling event to the check run that tells it, or a later one of the same cluster. */
async function drive(
  { kubernetes: { store } }: ManagedStage,
  told: Map<string, number>,
  every: number,
): Promise<readonly number[]> {
  told.clear();
  const happened: { readonly cluster: number; readonly step: number; readonly at: number }[] = [];
  const began = performance.now();
  for (let event = 0; event < eventsPerSecond * seconds; event += 1) {
    const wait = began + (event * 1_000) / eventsPerSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const isTelling = event % every === 0;
    const cluster = (isTelling ? event / every : event) % clusters;
    const name = `shop-${cluster}-md-0`;
    const key = { group: 'cluster.x-k8s.io', kind: 'MachineDeployment', namespace: 'default', name };
    if (isTelling) {
      happened.push({ cluster, step: event, at: performance.now() });
      tell(store, key, `step ${event} of shop-${cluster}`);
    } else store.patch(key, { metadata: { annotations: { 'example.com/heartbeat': String(event) } } }, 'bench');
  }
  const toldAt = ({ cluster, step }: (typeof happened)[number]): number | undefined => {
    const later = happened.filter((each) => each.cluster === cluster && each.step >= step);
    const times = later.flatMap((each) => told.get(`step ${each.step} of shop-${cluster}`) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  };
  await until(() => (happened.every((each) => toldAt(each) !== undefined) ? true : undefined), 60_000);
  return happened.map((each) => Math.max(0, ((toldAt(each) ?? Number.NaN) - each.at - window) / 1_000));
}

type Store = ManagedStage['kubernetes']['store'];

function tell(store: Store, key: Parameters<Store['get']>[0], message: string): void {
  const object = store.get(key);
  if (object === undefined) throw new Error(`${key.name} is not there`);
  const status = (object.status ?? {}) as { readonly conditions?: readonly Record<string, unknown>[] };
  const conditions = (status.conditions ?? []).map((each) =>
    each['type'] === 'Available' ? { ...each, message } : each,
  );
  store.updateStatus({ ...object, status: { ...status, conditions } }, 'bench');
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
