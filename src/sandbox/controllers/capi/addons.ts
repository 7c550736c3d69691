import { createHash } from 'node:crypto';
import { at, type KubeObject, randomSuffix, same, timestamp, withAt } from '../../kubernetes/object.ts';
import { matchesSelector } from '../../kubernetes/selectors.ts';
import { isTrue, type Verdict } from './conditions.ts';
import { pace } from './pace.ts';
import {
  again,
  clusterLabel,
  ensure,
  ensureOwner,
  isDeleting,
  ownerReference,
  setStatus,
  textAt,
  type World,
} from './world.ts';

const group = 'addons.cluster.x-k8s.io';
const helmManager = 'caaph';
const resourceSetManager = 'capi-clusterresourceset';
const chartLabel = 'helmreleaseproxy.addons.cluster.x-k8s.io/helmchartproxy-name';

const selects = (selecting: KubeObject, cluster: KubeObject): boolean =>
  matchesSelector(at(selecting, 'spec', 'clusterSelector'), cluster.metadata.labels ?? {});

const releasesOf = (world: World, chart: KubeObject): readonly KubeObject[] =>
  world.store
    .list(group, 'HelmReleaseProxy', chart.metadata.namespace)
    .filter((release) => release.metadata.labels?.[chartLabel] === chart.metadata.name);

/** Fills in the few expressions that charts' values use most; a whole template engine is not played. */
const renderedValues = (chart: KubeObject, cluster: KubeObject): string =>
  (textAt(chart, 'spec', 'valuesTemplate') ?? '').replaceAll(
    /\{\{-?\s*\.Cluster\.((?:\w+\.?)+)\s*-?\}\}/g,
    (_, path: string) => String(at(cluster, ...path.split('.')) ?? ''),
  );

const addRelease = (world: World, chart: KubeObject, cluster: KubeObject): KubeObject => {
  const { namespace } = chart.metadata;
  const chartName = textAt(chart, 'spec', 'chartName') ?? '';
  const field = (name: string) => {
    const value = at(chart, 'spec', name);
    return value === undefined ? {} : { [name]: value };
  };
  return world.store.create(
    {
      apiVersion: `${group}/v1alpha1`,
      kind: 'HelmReleaseProxy',
      metadata: {
        generateName: `${chartName}-${cluster.metadata.name}-`,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { [clusterLabel]: cluster.metadata.name, [chartLabel]: chart.metadata.name },
        ownerReferences: [ownerReference(chart, true)],
        finalizers: ['helmreleaseproxy.addons.cluster.x-k8s.io'],
      },
      spec: {
        clusterRef: { apiVersion: cluster.apiVersion, kind: cluster.kind, name: cluster.metadata.name, namespace },
        chartName,
        repoURL: textAt(chart, 'spec', 'repoURL') ?? '',
        releaseName: textAt(chart, 'spec', 'releaseName') ?? `${chartName}-${randomSuffix()}`,
        values: renderedValues(chart, cluster),
        ...field('version'),
        ...field('namespace'),
        ...field('options'),
        ...field('reconcileStrategy'),
      },
    },
    helmManager,
  );
};

const playRelease = (world: World, cluster: KubeObject, release: KubeObject): void => {
  if (isDeleting(release)) {
    ensure(world, release, withAt(release, ['metadata', 'finalizers'], []), helmManager);
    return;
  }
  const observedGeneration = release.metadata.generation;
  if (!isTrue(cluster, 'ControlPlaneInitialized')) {
    const verdicts: readonly Verdict[] = [
      {
        type: 'Ready',
        status: 'False',
        reason: 'NotReady',
        message: '* ClusterAvailable: Waiting for the control plane to be initialized',
      },
      {
        type: 'ClusterAvailable',
        status: 'False',
        reason: 'GetKubeconfigFailed',
        message: 'Waiting for the control plane to be initialized',
      },
    ];
    setStatus(world, release, { observedGeneration }, verdicts, helmManager);
    return;
  }
  const reachable: Verdict = { type: 'ClusterAvailable', status: 'True', reason: 'Available' };
  if (!world.due(release, 'install', pace.helmRelease)) {
    const pending: Verdict = {
      type: 'HelmReleaseReady',
      status: 'False',
      reason: 'HelmReleasePending',
      message: 'Helm release is in a pending state: pending-install',
    };
    const ready: Verdict = {
      type: 'Ready',
      status: 'False',
      reason: 'NotReady',
      message: `* HelmReleaseReady: ${pending.message}`,
    };
    setStatus(
      world,
      release,
      { observedGeneration, status: 'pending-install' },
      [ready, reachable, pending],
      helmManager,
    );
    return;
  }
  const verdicts: readonly Verdict[] = [
    { type: 'Ready', status: 'True', reason: 'Ready' },
    reachable,
    { type: 'HelmReleaseReady', status: 'True', reason: 'Ready' },
  ];
  setStatus(world, release, { observedGeneration, status: 'deployed', revision: 1 }, verdicts, helmManager);
};

const playChart = (world: World, cluster: KubeObject, chart: KubeObject): void => {
  for (const release of releasesOf(world, chart)) if (isDeleting(release)) playRelease(world, cluster, release);
  if (isDeleting(chart)) return;
  const mine = releasesOf(world, chart).find(
    (release) => release.metadata.labels?.[clusterLabel] === cluster.metadata.name,
  );
  if (!selects(chart, cluster) || isDeleting(cluster)) {
    if (mine !== undefined && !isDeleting(mine))
      world.store.remove({ group, kind: mine.kind, namespace: mine.metadata.namespace, name: mine.metadata.name });
  } else {
    playRelease(world, cluster, mine ?? addRelease(world, chart, cluster));
  }
  const releases = releasesOf(world, chart);
  const waiting = releases.filter((release) => !isTrue(release, 'Ready')).map((release) => release.metadata.name);
  const ready: Verdict =
    waiting.length === 0
      ? { type: 'HelmReleaseProxiesReady', status: 'True', reason: 'Ready' }
      : {
          type: 'HelmReleaseProxiesReady',
          status: 'False',
          reason: 'NotReady',
          message: `* HelmReleaseProxies ${waiting.join(', ')}: not ready`,
        };
  const matchingClusters = world.store
    .list('cluster.x-k8s.io', 'Cluster', chart.metadata.namespace)
    .filter((candidate) => selects(chart, candidate))
    .map(({ apiVersion, kind, metadata: { name, namespace } }) => ({ apiVersion, kind, name, namespace }));
  const latest = again(world, chart);
  if (latest === undefined) return;
  const verdicts: readonly Verdict[] = [
    { ...ready, type: 'Ready' },
    { type: 'HelmReleaseProxySpecsUpToDate', status: 'True', reason: 'UpToDate' },
    ready,
  ];
  setStatus(world, latest, { observedGeneration: latest.metadata.generation, matchingClusters }, verdicts, helmManager);
};

interface ResourceRef {
  readonly kind: string;
  readonly name: string;
}

const playResourceSet = (world: World, cluster: KubeObject, set: KubeObject): void => {
  if (isDeleting(set) || isDeleting(cluster) || !selects(set, cluster) || !isTrue(cluster, 'ControlPlaneInitialized'))
    return;
  const { namespace } = cluster.metadata;
  const wanted = (at(set, 'spec', 'resources') ?? []) as readonly ResourceRef[];
  const sources = wanted.map((reference) => ({
    reference,
    source: world.store.get({ group: '', kind: reference.kind, namespace, name: reference.name }),
  }));
  const missing = sources.filter(({ source }) => source === undefined);
  for (const { source } of sources)
    if (source !== undefined) ensureOwner(world, source, set, { controller: false, manager: resourceSetManager });
  const resources = sources.map(({ reference, source }) => ({
    kind: reference.kind,
    name: reference.name,
    applied: source !== undefined,
    ...(source === undefined
      ? {}
      : {
          hash: `sha256:${createHash('sha256')
            .update(JSON.stringify(at(source, 'data') ?? {}))
            .digest('hex')}`,
          lastAppliedTime: timestamp(world.now()),
        }),
  }));
  bind(world, cluster, set, resources);
  const verdict: Verdict =
    missing.length === 0
      ? { type: 'ResourcesApplied', status: 'True', reason: 'Applied' }
      : {
          type: 'ResourcesApplied',
          status: 'False',
          reason: 'NotApplied',
          message: 'At least one of the resources could not be applied',
        };
  const latest = again(world, set);
  if (latest !== undefined)
    setStatus(world, latest, { observedGeneration: latest.metadata.generation }, [verdict], resourceSetManager);
};

interface Binding {
  readonly clusterResourceSetName: string;
  readonly resources: readonly (ResourceRef & {
    readonly applied: boolean;
    readonly hash?: string;
    readonly lastAppliedTime?: string;
  })[];
}

/** Keeps the time of what was applied before and did not change. */
const settled = (fresh: Binding['resources'], known: Binding['resources']): Binding['resources'] =>
  fresh.map((resource) => {
    const old = known.find((each) => each.kind === resource.kind && each.name === resource.name);
    return old !== undefined && old.hash === resource.hash && old.applied === resource.applied ? old : resource;
  });

const bind = (world: World, cluster: KubeObject, set: KubeObject, resources: Binding['resources']): void => {
  const { namespace, name } = cluster.metadata;
  const key = { group, kind: 'ClusterResourceSetBinding', namespace, name };
  const existing =
    world.store.get(key) ??
    world.store.create(
      {
        apiVersion: `${group}/v1beta2`,
        kind: key.kind,
        metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels: { [clusterLabel]: name } },
        spec: { clusterName: name },
      },
      resourceSetManager,
    );
  const owned = ensureOwner(world, existing, set, { controller: false, manager: resourceSetManager });
  const bindings = (at(owned, 'spec', 'bindings') ?? []) as readonly Binding[];
  const mine = bindings.find((binding) => binding.clusterResourceSetName === set.metadata.name);
  const next = { clusterResourceSetName: set.metadata.name, resources: settled(resources, mine?.resources ?? []) };
  if (mine !== undefined && same(mine, next)) return;
  const others = bindings.filter((binding) => binding !== mine);
  ensure(world, owned, withAt(owned, ['spec', 'bindings'], [...others, next]), resourceSetManager);
};

/** Plays the add-on providers: Helm charts and ClusterResourceSets, once the control plane answers. */
export const playAddons = (world: World, cluster: KubeObject): void => {
  const { namespace } = cluster.metadata;
  for (const chart of world.store.list(group, 'HelmChartProxy', namespace)) playChart(world, cluster, chart);
  for (const set of world.store.list(group, 'ClusterResourceSet', namespace)) playResourceSet(world, cluster, set);
};
