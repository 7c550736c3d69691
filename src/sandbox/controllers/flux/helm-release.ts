import { asTree, at, type KubeObject, timestamp } from '../../kubernetes/object.ts';
import type { CachedGit } from '../git.ts';
import { ApplyError, type Entry, inventoryOf } from './apply.ts';
import { loadChart } from './chart.ts';
import { ChartError } from './chart-template.ts';
import { release, uninstall } from './helm-apply.ts';
import { folderOf } from './helm-chart.ts';
import {
  type Condition,
  conditionsOf,
  type FluxWorld,
  finalizer,
  helmGroup,
  isSuspended,
  nameOf,
  readyOf,
  requestOf,
  sourceGroup,
  writeStatus,
} from './terms.ts';

const manager = 'helm-controller';

interface Snapshot {
  readonly chartName: string;
  readonly chartVersion: string;
  readonly status: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

export type ReleaseResult = 'succeeded' | 'failed' | 'nothing to do';

/**
 * Plays helm-controller for one HelmRelease whose chart is in a GitRepository: makes the HelmChart, renders what that has, and
 * applies it. Failures are tried again, as with the strategy RetryOnFailure; tests, hooks and rollbacks are not played.
 */
export async function playHelmRelease(
  world: FluxWorld,
  git: CachedGit,
  namespace: string,
  name: string,
): Promise<ReleaseResult> {
  const { store } = world;
  const object = store.get({ group: helmGroup, kind: 'HelmRelease', namespace, name });
  if (object === undefined) return 'nothing to do';
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) {
    finalize(world, object);
    return 'nothing to do';
  }
  if (metadata.finalizers?.includes(finalizer) !== true) {
    store.update(
      { ...object, metadata: { ...metadata, finalizers: [...(metadata.finalizers ?? []), finalizer] } },
      manager,
    );
    return playHelmRelease(world, git, namespace, name);
  }
  if (isSuspended(object)) return 'nothing to do';
  const chart = ensureChart(world, object);
  const current = store.get({ group: helmGroup, kind: 'HelmRelease', namespace, name });
  return current === undefined ? 'nothing to do' : reconcile(world, git, current, chart);
}

/** The HelmChart of a HelmRelease, in the namespace of its source. */
function ensureChart({ store }: FluxWorld, object: KubeObject): KubeObject {
  const template = at(object, 'spec', 'chart');
  const spec = asTree(at(template, 'spec'));
  const { namespace, name } = object.metadata;
  const within = String(at(spec, 'sourceRef', 'namespace') ?? namespace);
  const { kind, name: source } = asTree(spec['sourceRef']);
  return store.apply(
    {
      apiVersion: `${sourceGroup}/v1`,
      kind: 'HelmChart',
      metadata: {
        name: `${namespace}-${name}`,
        namespace: within,
        labels: { [`${helmGroup}/name`]: name, [`${helmGroup}/namespace`]: namespace ?? '' },
        annotations: asTree(at(template, 'metadata', 'annotations')) as Readonly<Record<string, string>>,
      },
      spec: {
        chart: spec['chart'],
        reconcileStrategy: spec['reconcileStrategy'] ?? 'ChartVersion',
        interval: spec['interval'] ?? at(object, 'spec', 'interval'),
        sourceRef: { kind, name: source },
      },
    },
    { manager, force: true },
  );
}

async function reconcile(
  world: FluxWorld,
  git: CachedGit,
  object: KubeObject,
  chartObject: KubeObject,
): Promise<ReleaseResult> {
  const request = requestOf(object);
  const common = {
    helmChart: nameOf(chartObject),
    ...(request === undefined ? {} : { lastHandledReconcileAt: request }),
  };
  const artifact = at(chartObject, 'status', 'artifact', 'revision');
  const stalled = conditionsOf(chartObject).find(({ type }) => type === 'Stalled');
  const isSeen = at(chartObject, 'status', 'observedGeneration') === chartObject.metadata.generation;
  if (typeof artifact !== 'string' || stalled?.status === 'True' || !isSeen) {
    const why = stalled?.message ?? readyOf(chartObject)?.message ?? 'does not have an artifact';
    const message = `HelmChart '${nameOf(chartObject)}' is not ready: ${why}`;
    writeStatus(world, object, manager, {
      ...common,
      conditions: [
        { type: 'Reconciling', status: 'True', reason: 'Progressing', message: 'Fulfilling prerequisites' },
        { type: 'Ready', status: 'False', reason: 'SourceNotReady', message },
        ...conditionsOf(object).filter(({ type }) => type === 'Released'),
      ],
    });
    return 'nothing to do';
  }
  const history = (at(object, 'status', 'history') ?? []) as readonly Snapshot[];
  const isInstalled = history.length > 0;
  const [verb, action] = isInstalled ? ['upgrade', 'Upgrade'] : ['install', 'Install'];
  const { name: source } = asTree(at(chartObject, 'spec', 'sourceRef'));
  const repository = world.store.get({
    group: sourceGroup,
    kind: 'GitRepository',
    namespace: chartObject.metadata.namespace,
    name: String(source),
  });
  const revision = String(at(chartObject, 'status', 'observedSourceArtifactRevision') ?? '');
  const attempt = {
    ...common,
    lastAttemptedGeneration: object.metadata.generation,
    lastAttemptedRevision: artifact,
    lastAttemptedReleaseAction: verb,
    storageNamespace: at(object, 'spec', 'storageNamespace') ?? object.metadata.namespace,
  };
  const latest = history[0];
  const isNew = latest?.chartVersion !== artifact || latest.status !== 'deployed';
  if (isNew)
    writeStatus(world, object, manager, {
      ...attempt,
      conditions: [
        {
          type: 'Reconciling',
          status: 'True',
          reason: 'Progressing',
          message: `Running '${verb}' action with timeout of 5m0s`,
        },
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'Progressing',
          message: `Running '${verb}' action with timeout of 5m0s`,
        },
        ...conditionsOf(object).filter(({ type }) => type === 'Released'),
      ],
    });
  const files = await git.readTree(String(at(repository, 'spec', 'url')), revision.split(':').at(-1) ?? '', '');
  const releaseName = String(at(object, 'spec', 'releaseName') ?? object.metadata.name);
  const target = String(at(object, 'spec', 'targetNamespace') ?? object.metadata.namespace);
  const version = (latest?.version ?? 0) + (isNew ? 1 : 0);
  let chartName = '';
  let failure: string | undefined;
  let entries: readonly Entry[] = inventoryOf(object);
  try {
    const chart = loadChart(files, folderOf(at(chartObject, 'spec', 'chart')));
    chartName = chart.name;
    entries = release(world, object, chart, { releaseName, target }, entries);
  } catch (error) {
    if (!(error instanceof ChartError) && !(error instanceof ApplyError)) throw error;
    failure = error.message;
  }
  const full = `${target}/${releaseName}.v${version} with chart ${chartName}@${artifact}`;
  const when = timestamp(world.now());
  const snapshot: Snapshot = {
    chartName,
    chartVersion: artifact,
    configDigest: 'sha256:0',
    digest: 'sha256:0',
    firstDeployed: String(history.at(-1)?.['firstDeployed'] ?? when),
    lastDeployed: isNew ? when : String(latest?.['lastDeployed'] ?? when),
    name: releaseName,
    namespace: target,
    status: failure === undefined ? 'deployed' : 'failed',
    version,
  };
  const before = (isNew ? history : history.slice(1)).map((each) =>
    failure === undefined && each.status === 'deployed' ? { ...each, status: 'superseded' } : each,
  );
  const message =
    failure === undefined
      ? `Helm ${verb} succeeded for release ${full}`
      : `Helm ${verb} failed for release ${target}/${releaseName} with chart ${chartName}@${artifact}: ${failure}`;
  const reason = `${action}${failure === undefined ? 'Succeeded' : 'Failed'}`;
  const conditions: readonly Condition[] =
    failure === undefined
      ? [
          { type: 'Ready', status: 'True', reason, message },
          { type: 'Released', status: 'True', reason, message },
        ]
      : [
          { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message },
          { type: 'Ready', status: 'False', reason, message },
          { type: 'Released', status: 'False', reason, message },
        ];
  writeStatus(world, object, manager, {
    ...attempt,
    history: [snapshot, ...before].slice(0, 5),
    inventory: { entries },
    ...(failure === undefined ? { observedGeneration: object.metadata.generation } : {}),
    conditions: isNew || failure !== undefined ? conditions : conditionsOf(object),
  });
  return failure === undefined ? 'succeeded' : 'failed';
}

/** Helm uninstalls, and the HelmChart goes, unless the HelmRelease is suspended. */
function finalize(world: FluxWorld, object: KubeObject): void {
  const { store } = world;
  if (object.metadata.finalizers?.includes(finalizer) !== true) return;
  if (!isSuspended(object)) {
    uninstall(world, inventoryOf(object));
    const [namespace = '', name = ''] = String(at(object, 'status', 'helmChart') ?? '').split('/');
    const chart = { group: sourceGroup, kind: 'HelmChart', namespace, name };
    if (name !== '' && store.get(chart) !== undefined) store.remove(chart);
  }
  const finalizers = object.metadata.finalizers.filter((each) => each !== finalizer);
  store.update({ ...object, metadata: { ...object.metadata, finalizers } }, manager);
}
