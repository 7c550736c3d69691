import { at, type KubeObject, same } from '../../kubernetes/object.ts';
import type { StoreEvent } from '../../kubernetes/storage.ts';
import type { EngineOptions, PlayedEngine } from '../engine.ts';
import { cachedGit } from '../git.ts';
import { createScheduler, type Scheduler } from '../scheduler.ts';
import { playApplication } from './application.ts';
import { playApplicationSet } from './application-set.ts';
import { annotations, group, groupAndVersion, sourceOf, trackedBy } from './terms.ts';
import { createTracking } from './tracking.ts';

/** Argo CD keeps a resolved revision for three minutes and looks at everything every two. */
const revisionCache = 180_000;
const resync = 120_000;

/** The parts of an Application whose change makes its controller look again; its own status does not. */
const asked = (object: KubeObject | undefined) => [
  object?.['spec'],
  object?.['operation'],
  object?.metadata.annotations,
  object?.metadata.finalizers,
  object?.metadata.deletionTimestamp,
  at(object, 'status', 'operationState', 'phase') === 'Terminating',
];

const defaultProject = (namespace: string) => ({
  apiVersion: `${group}/v1alpha1`,
  kind: 'AppProject',
  metadata: { name: 'default', namespace },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
});

/** Plays Argo CD's application and ApplicationSet controllers for the Applications of its own namespace. */
export const startArgoCd = (options: EngineOptions): PlayedEngine => {
  const { store, clock, speed, pollSpeed, namespace } = options;
  const git = cachedGit(options.git, { now: clock.now, keepMilliseconds: revisionCache / pollSpeed });
  const tracking = createTracking(store);
  const forced = new Set<string>();
  const takeForce = (key: string): boolean => forced.delete(key);

  const applications: Scheduler = createScheduler(clock, async (key) => {
    const [, name = ''] = key.split('/');
    await playApplication(
      {
        store,
        tracking,
        git,
        now: clock.now,
        speed,
        again: (application, milliseconds) => applications.later(keyOf(application), Math.ceil(milliseconds / speed)),
      },
      namespace,
      name,
      { force: takeForce(`Application ${key}`) },
    );
    if (store.get({ group, kind: 'Application', namespace, name }) !== undefined)
      applications.later(key, resync / pollSpeed);
  });
  const sets: Scheduler = createScheduler(clock, async (key) => {
    const [, name = ''] = key.split('/');
    await playApplicationSet({ store, git, now: clock.now }, namespace, name, takeForce(`ApplicationSet ${key}`));
    if (store.get({ group, kind: 'ApplicationSet', namespace, name }) !== undefined)
      sets.later(key, revisionCache / pollSpeed);
  });
  const keyOf = (object: KubeObject): string => `${object.metadata.namespace}/${object.metadata.name}`;
  const ours = (object: KubeObject): boolean => object.metadata.namespace === namespace;

  /** The Applications that an object belongs to or is wanted by. */
  const concerned = (object: KubeObject): readonly string[] => {
    const owner = trackedBy(object);
    const wantedBy = store
      .list(group, 'Application', namespace)
      .filter((application) =>
        (
          (at(application, 'status', 'resources') ?? []) as readonly { readonly kind: string; readonly name: string }[]
        ).some((resource) => resource.kind === object.kind && resource.name === object.metadata.name),
      )
      .map((application) => application.metadata.name);
    return [...new Set([...(owner === undefined ? [] : [owner]), ...wantedBy])].map((name) => `${namespace}/${name}`);
  };

  const observe = (event: StoreEvent): void => {
    const { object, previous } = event;
    tracking.observe(event);
    const ofArgo = groupAndVersion(object.apiVersion).group === group;
    if (ofArgo && object.kind === 'Application') {
      if (ours(object) && !same(asked(object), asked(previous))) applications.enqueue(keyOf(object));
      const set = object.metadata.ownerReferences?.find((owner) => owner.kind === 'ApplicationSet');
      if (set !== undefined && !same(asked(object), asked(previous))) sets.enqueue(`${namespace}/${set.name}`);
    } else if (ofArgo && object.kind === 'ApplicationSet') {
      if (ours(object) && !same(object['spec'], previous?.['spec'])) sets.enqueue(keyOf(object));
    } else if (ofArgo && object.kind === 'AppProject') {
      for (const application of store.list(group, 'Application', namespace)) applications.enqueue(keyOf(application));
    } else if (
      object.metadata.annotations?.[annotations.tracking] !== undefined ||
      previous?.metadata.annotations?.[annotations.tracking] !== undefined
    ) {
      for (const key of concerned(object)) applications.enqueue(key);
    } else if (event.change !== 'MODIFIED') {
      for (const key of concerned(object)) applications.enqueue(key);
    }
  };

  for (const [kind, name, make] of [
    ['Namespace', namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }],
    ['AppProject', 'default', defaultProject(namespace)],
  ] as const) {
    const key = kind === 'Namespace' ? { group: '', kind, name } : { group, kind, namespace, name };
    if (store.get(key) === undefined) store.create(make, 'argocd-server');
  }
  const unsubscribe = store.subscribe(observe);
  for (const application of store.list(group, 'Application', namespace)) applications.enqueue(keyOf(application));
  for (const set of store.list(group, 'ApplicationSet', namespace)) sets.enqueue(keyOf(set));

  return {
    pushed: (repoUrl) => {
      for (const set of store.list(group, 'ApplicationSet', namespace)) {
        forced.add(`ApplicationSet ${keyOf(set)}`);
        sets.enqueue(keyOf(set));
      }
      for (const application of store.list(group, 'Application', namespace)) {
        if (repoUrl !== undefined && sourceOf(application).repoUrl !== repoUrl) continue;
        forced.add(`Application ${keyOf(application)}`);
        applications.enqueue(keyOf(application));
      }
    },
    faults: () => [...applications.faults(), ...sets.faults()],
    stop: () => {
      unsubscribe();
      applications.stop();
      sets.stop();
    },
  };
};
