import { at, type KubeObject, same } from '../../kubernetes/object.ts';
import { splitApiVersion } from '../../kubernetes/registry.ts';
import type { StoreEvent } from '../../kubernetes/storage.ts';
import type { EngineOptions, PlayedEngine } from '../engine.ts';
import { cachedGit } from '../git.ts';
import { createScheduler, type Scheduler } from '../scheduler.ts';
import { playGitRepository } from './git-repository.ts';
import { playHelmChart } from './helm-chart.ts';
import { playHelmRelease } from './helm-release.ts';
import { playKustomization } from './kustomization.ts';
import { duration, helmGroup, kustomizeGroup, nameOf, requestOf, sourceGroup } from './terms.ts';

/** The parts of an object whose change makes its controller look again; its own status does not. */
const asked = (object: KubeObject | undefined) => [
  object?.['spec'],
  object === undefined ? undefined : requestOf(object),
  object?.metadata.deletionTimestamp,
];
const artifactOf = (object: KubeObject | undefined) => at(object, 'status', 'artifact', 'revision');

/** Plays Flux's source-controller, kustomize-controller and helm-controller for GitRepositories and what reads them. */
export function startFlux({ store, git: reader, clock, speed, pollSpeed, namespace }: EngineOptions): PlayedEngine {
  const git = cachedGit(reader, { now: clock.now, keepMilliseconds: 0 });
  const world = { store, now: clock.now };
  const get = (group: string, kind: string, key: string): KubeObject | undefined => {
    const [within, name = ''] = key.split('/');
    return store.get({ group, kind, namespace: within, name });
  };
  const sources: Scheduler = createScheduler(clock, async (key) => {
    const [within = '', name = ''] = key.split('/');
    await playGitRepository(world, git, within, name);
    const object = get(sourceGroup, 'GitRepository', key);
    if (object !== undefined) sources.later(key, duration(at(object, 'spec', 'interval'), 60_000) / pollSpeed);
  });
  const kustomizations: Scheduler = createScheduler(clock, async (key) => {
    const [within = '', name = ''] = key.split('/');
    const result = await playKustomization(world, git, within, name);
    const object = get(kustomizeGroup, 'Kustomization', key);
    if (object === undefined || result === 'nothing to do') return;
    const interval = duration(at(object, 'spec', 'interval'), 600_000);
    const wait = result === 'succeeded' ? interval : duration(at(object, 'spec', 'retryInterval'), interval);
    kustomizations.later(key, wait / (result === 'succeeded' ? pollSpeed : speed));
  });

  const charts: Scheduler = createScheduler(clock, async (key) => {
    const [within = '', name = ''] = key.split('/');
    await playHelmChart(world, git, within, name);
  });
  const releases: Scheduler = createScheduler(clock, async (key) => {
    const [within = '', name = ''] = key.split('/');
    const result = await playHelmRelease(world, git, within, name);
    const object = get(helmGroup, 'HelmRelease', key);
    if (object === undefined || result === 'nothing to do') return;
    const interval = duration(at(object, 'spec', 'interval'), 600_000);
    const retry = duration(at(object, 'spec', 'upgrade', 'strategy', 'retryInterval'), 300_000);
    releases.later(key, result === 'succeeded' ? interval / pollSpeed : retry / speed);
  });

  const readers = (source: KubeObject): readonly KubeObject[] =>
    store.list(kustomizeGroup, 'Kustomization').filter((object) => {
      const reference = at(object, 'spec', 'sourceRef');
      const within = at(reference, 'namespace') ?? object.metadata.namespace;
      return at(reference, 'name') === source.metadata.name && within === source.metadata.namespace;
    });

  const observe = ({ object, previous }: StoreEvent): void => {
    const { group } = splitApiVersion(object.apiVersion);
    if (group === sourceGroup && object.kind === 'GitRepository') {
      if (!same(asked(object), asked(previous))) sources.enqueue(nameOf(object));
      if (artifactOf(object) !== artifactOf(previous))
        for (const each of readers(object)) kustomizations.enqueue(nameOf(each));
      if (artifactOf(object) !== artifactOf(previous))
        for (const each of store.list(sourceGroup, 'HelmChart', object.metadata.namespace))
          if (at(each, 'spec', 'sourceRef', 'name') === object.metadata.name) charts.enqueue(nameOf(each));
    } else if (group === sourceGroup && object.kind === 'HelmChart') {
      if (!same(asked(object), asked(previous))) charts.enqueue(nameOf(object));
      else if (!same(object['status'], previous?.['status']))
        for (const each of store.list(helmGroup, 'HelmRelease'))
          if (at(each, 'status', 'helmChart') === nameOf(object)) releases.enqueue(nameOf(each));
    } else if (group === helmGroup && object.kind === 'HelmRelease') {
      if (!same(asked(object), asked(previous))) releases.enqueue(nameOf(object));
    } else if (group === kustomizeGroup && !same(asked(object), asked(previous))) {
      kustomizations.enqueue(nameOf(object));
    }
  };

  if (store.get({ group: '', kind: 'Namespace', name: namespace }) === undefined)
    store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'flux');
  const unsubscribe = store.subscribe(observe);
  const all = () => store.list(sourceGroup, 'GitRepository');
  for (const source of all()) sources.enqueue(nameOf(source));
  for (const object of store.list(kustomizeGroup, 'Kustomization')) kustomizations.enqueue(nameOf(object));
  for (const object of store.list(helmGroup, 'HelmRelease')) releases.enqueue(nameOf(object));
  return {
    pushed: (repoUrl) => {
      for (const source of all())
        if (repoUrl === undefined || at(source, 'spec', 'url') === repoUrl) sources.enqueue(nameOf(source));
    },
    faults: () => [sources, kustomizations, charts, releases].flatMap((each) => each.faults()),
    stop: () => {
      unsubscribe();
      for (const each of [sources, kustomizations, charts, releases]) each.stop();
    },
  };
}
