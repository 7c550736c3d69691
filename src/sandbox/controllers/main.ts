import { readCrdIndex } from '../../schemas/read.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import type { ObjectStore } from '../kubernetes/object-store.ts';
import { startArgoCd } from './argocd/main.ts';
import { concerned, playClusterFamily } from './capi/main.ts';
import { registerWebhooks } from './capi/webhooks.ts';
import type { Clock, CloudFault, World } from './capi/world.ts';
import type { PlayedEngine } from './engine.ts';
import { startFlux } from './flux/main.ts';
import type { GitReader } from './git.ts';
import { createScheduler, systemClock } from './scheduler.ts';

type EngineName = 'argocd' | 'flux';

export interface ControllerOptions {
  readonly kubernetes: { readonly store: ObjectStore };
  /** Absent: no GitOps engine is played. */
  readonly git?: GitReader;
  /** Which engines are played; the kinds of the other are then not served, as where it is not installed. Argo CD unless named. */
  readonly engines?: readonly EngineName[];
  /** Where Argo CD lives; `argocd` unless named. */
  readonly argocdNamespace?: string;
  /** Where Flux lives; `flux-system` unless named. */
  readonly fluxNamespace?: string;
  /** How much faster than a real cloud; 5 brings a cluster of 1 + 3 machines up in about ten seconds. */
  readonly speed?: number;
  /** How much faster the engines look at Git and at their objects by themselves; as everything else unless given. */
  readonly pollSpeed?: number;
  readonly clock?: Clock;
}

export interface Controllers {
  /** Tells the played engines of a push, as a webhook of the Git host does; without it a commit is seen when the poll comes round. */
  pushed(repoUrl?: string): void;
  /** Keeps matching cloud objects from coming up until the returned function is called. */
  failCloud(fault: CloudFault): () => void;
  /** What went wrong inside the players; empty when all is well. */
  faults(): readonly string[];
  stop(): Promise<void>;
}

const matches = (fault: CloudFault, object: KubeObject): boolean =>
  (fault.kind === undefined || fault.kind === object.kind) &&
  (fault.name === undefined || object.metadata.name.includes(fault.name));

/**
 * Starts players of Cluster API and of GitOps engines over the sandbox's API: level-triggered, in memory of nothing but the time
 * that each step has taken so far.
 */
export const startControllers = (options: ControllerOptions): Controllers => {
  const { store } = options.kubernetes;
  const clock = options.clock ?? systemClock;
  const speed = options.speed ?? 5;
  const begun = new Map<string, number>();
  const cloudFaults = new Set<CloudFault>();
  let current = '';

  const world: World = {
    store,
    now: clock.now,
    due: (object, step, milliseconds) => {
      const key = `${object.metadata.uid} ${step}`;
      const start = begun.get(key) ?? clock.now();
      begun.set(key, start);
      const left = start + milliseconds / speed - clock.now();
      if (left <= 0) return true;
      clusters.later(current, Math.ceil(left));
      return false;
    },
    cloudFault: (object) => [...cloudFaults].find((fault) => matches(fault, object)),
  };
  const clusters = createScheduler(clock, (key) => {
    current = key;
    const [namespace = '', name = ''] = key.split('/');
    playClusterFamily(world, namespace, name);
  });
  const unsubscribe = store.subscribe((event) => {
    for (const key of concerned(world, event)) clusters.enqueue(key);
    if (event.change === 'DELETED')
      for (const key of begun.keys()) if (key.startsWith(event.object.metadata.uid)) begun.delete(key);
  });
  registerWebhooks(store);
  const all = (): void => {
    for (const object of store.list('cluster.x-k8s.io', 'Cluster')) {
      clusters.enqueue(`${object.metadata.namespace}/${object.metadata.name}`);
    }
  };
  all();
  const engines = options.git === undefined ? [] : startEngines(options, options.git, clock, speed);
  return {
    pushed: (repoUrl) => {
      for (const engine of engines) engine.pushed(repoUrl);
    },
    failCloud: (fault) => {
      cloudFaults.add(fault);
      return () => {
        cloudFaults.delete(fault);
        all();
      };
    },
    faults: () => [...clusters.faults(), ...engines.flatMap((engine) => engine.faults())],
    stop: async () => {
      unsubscribe();
      clusters.stop();
      for (const engine of engines) engine.stop();
    },
  };
};

const engineGroups: Readonly<Record<EngineName, readonly string[]>> = {
  argocd: ['argoproj.io'],
  flux: ['source.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io'],
};

function startEngines(
  options: ControllerOptions,
  git: GitReader,
  clock: Clock,
  speed: number,
): readonly PlayedEngine[] {
  const { store } = options.kubernetes;
  const {
    pollSpeed = speed,
    engines = ['argocd'],
    argocdNamespace = 'argocd',
    fluxNamespace = 'flux-system',
  } = options;
  for (const [engine, groups] of Object.entries(engineGroups) as [EngineName, readonly string[]][]) {
    if (engines.includes(engine)) continue;
    for (const { group, kind } of readCrdIndex())
      if (groups.includes(group) && store.serves(group, kind)) store.withdraw(group, kind);
  }
  return engines.map((engine) =>
    engine === 'argocd'
      ? startArgoCd({ store, git, clock, speed, pollSpeed, namespace: argocdNamespace })
      : startFlux({ store, git, clock, speed, pollSpeed, namespace: fluxNamespace }),
  );
}
