import { afterEach } from '@jest/globals';
import type { GitFile } from '../../../src/sandbox/controllers/git.ts';
import { type Controllers, startControllers } from '../../../src/sandbox/controllers/main.ts';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../../src/sandbox/kubernetes/main.ts';
import { at, type KubeObject } from '../../../src/sandbox/kubernetes/object.ts';
import type { ObjectStore } from '../../../src/sandbox/kubernetes/object-store.ts';

export interface Stage {
  readonly kubernetes: SandboxKubernetes;
  readonly store: ObjectStore;
  readonly controllers: Controllers;
  readonly git: Repository;
  /** Resolves when the condition holds; looked at after every change. */
  until(holds: () => boolean): Promise<void>;
}

/** A repository that tests commit to: each commit is a whole tree. */
export interface Repository {
  commit(files: Readonly<Record<string, string>>): string;
  readonly head: () => string;
  /** Whether reading fails, as when the host is away. */
  broken: boolean;
}

const open: { readonly kubernetes: SandboxKubernetes; readonly controllers: Controllers }[] = [];

afterEach(async () => {
  const faults: string[] = [];
  for (const { kubernetes, controllers } of open.splice(0)) {
    faults.push(...controllers.faults());
    await controllers.stop();
    await kubernetes.close();
  }
  // A player that throws is a bug of the sandbox, whatever the test saw.
  if (faults.length > 0) throw new Error(faults.join('\n'));
});

const createRepository = () => {
  const commits = new Map<string, readonly GitFile[]>();
  let head = '';
  const repository: Repository = {
    commit: (files) => {
      head = (commits.size + 1).toString(16).padStart(8, '0').padEnd(40, '0');
      commits.set(
        head,
        Object.entries(files).map(([path, content]) => ({ path, content })),
      );
      return head;
    },
    head: () => head,
    broken: false,
  };
  const reader = {
    resolve: async (_: string, revision: string) => {
      if (repository.broken) return undefined;
      return commits.has(revision) ? revision : revision === 'main' || revision === 'HEAD' ? head : undefined;
    },
    readTree: async (_: string, commit: string, path: string) =>
      (commits.get(commit) ?? []).filter((file) => path === '' || file.path.startsWith(`${path}/`)),
  };
  return { repository, reader };
};

/** The API with all players on it, hundreds of times faster than a cloud. */
export const stage = async (
  options: { readonly speed?: number; readonly engines?: readonly ('argocd' | 'flux')[] } = {},
): Promise<Stage> => {
  const kubernetes = await startSandboxKubernetes();
  const { repository, reader } = createRepository();
  const { store } = kubernetes;
  const controllers = startControllers({ kubernetes, git: reader, speed: 500, ...options });
  open.push({ kubernetes, controllers });
  return {
    kubernetes,
    store,
    controllers,
    git: repository,
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          unsubscribe();
          resolve();
        };
        const unsubscribe = store.subscribe(() => setImmediate(look));
        look();
      }),
  };
};

const namespace = 'default';
const infrastructure = 'infrastructure.cluster.x-k8s.io';

export const capi = {
  cluster: (store: ObjectStore, name: string) =>
    store.get({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace, name }),
  of: (store: ObjectStore, kind: string, group = 'cluster.x-k8s.io') => store.list(group, kind, namespace),
};

export const condition = (
  object: KubeObject | undefined,
  type: string,
): { status: string; reason: string; message: string } | undefined => {
  const list = (at(object, 'status', 'conditions') ?? []) as readonly {
    type: string;
    status: string;
    reason: string;
    message: string;
  }[];
  return list.find((each) => each.type === type);
};

export const isAvailable = (store: ObjectStore, name: string): boolean =>
  condition(capi.cluster(store, name), 'Available')?.status === 'True';

export interface Shape {
  readonly provider?: 'aws' | 'dev';
  readonly controlPlane?: number;
  readonly workers?: number;
  readonly cni?: boolean;
  readonly version?: string;
  readonly machineType?: string;
}

/** The manifests of one cluster, as a person would write them. */
export const clusterManifests = (name: string, shape: Shape = {}): readonly Readonly<Record<string, unknown>>[] => {
  const {
    provider = 'aws',
    controlPlane = 1,
    workers = 2,
    cni = true,
    version = 'v1.34.3',
    machineType = 't3.large',
  } = shape;
  const metadata = (own: string, labels?: Readonly<Record<string, string>>) => ({
    name: own,
    namespace,
    ...(labels ? { labels } : {}),
  });
  const template = (own: string) =>
    provider === 'aws'
      ? {
          apiVersion: `${infrastructure}/v1beta2`,
          kind: 'AWSMachineTemplate',
          metadata: metadata(own),
          spec: { template: { spec: { instanceType: machineType } } },
        }
      : {
          apiVersion: `${infrastructure}/v1beta2`,
          kind: 'DevMachineTemplate',
          metadata: metadata(own),
          spec: { template: { spec: { backend: { inMemory: { vm: { provisioning: { startupDuration: '10s' } } } } } } },
        };
  const kind = provider === 'aws' ? 'AWS' : 'Dev';
  const templateName = (role: string): string => `${name}-${role}-${machineType.replaceAll('.', '-')}`;
  return [
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: metadata(name, { cni: 'cilium' }),
      spec: {
        clusterNetwork: { pods: { cidrBlocks: ['192.168.0.0/16'] } },
        controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name },
        infrastructureRef: { apiGroup: infrastructure, kind: `${kind}Cluster`, name },
      },
    },
    {
      apiVersion: `${infrastructure}/v1beta2`,
      kind: `${kind}Cluster`,
      metadata: metadata(name),
      spec: provider === 'aws' ? { region: 'eu-west-1' } : { backend: { inMemory: {} } },
    },
    {
      apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
      kind: 'KubeadmControlPlane',
      metadata: metadata(name),
      spec: {
        replicas: controlPlane,
        version,
        machineTemplate: {
          spec: {
            infrastructureRef: { apiGroup: infrastructure, kind: `${kind}MachineTemplate`, name: templateName('cp') },
          },
        },
        kubeadmConfigSpec: { initConfiguration: { nodeRegistration: { name: 'node' } } },
      },
    },
    template(templateName('cp')),
    template(templateName('md')),
    {
      apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2',
      kind: 'KubeadmConfigTemplate',
      metadata: metadata(`${name}-md`),
      spec: { template: { spec: { joinConfiguration: { nodeRegistration: { name: 'node' } } } } },
    },
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachineDeployment',
      metadata: metadata(`${name}-md`),
      spec: {
        clusterName: name,
        replicas: workers,
        selector: {},
        template: {
          spec: {
            clusterName: name,
            version,
            bootstrap: {
              configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: `${name}-md` },
            },
            infrastructureRef: { apiGroup: infrastructure, kind: `${kind}MachineTemplate`, name: templateName('md') },
          },
        },
      },
    },
    ...(cni
      ? [
          {
            apiVersion: 'addons.cluster.x-k8s.io/v1alpha1',
            kind: 'HelmChartProxy',
            metadata: metadata(`${name}-cilium`),
            spec: {
              clusterSelector: { matchLabels: { cni: 'cilium' } },
              repoURL: 'https://helm.cilium.io',
              chartName: 'cilium',
              namespace: 'kube-system',
            },
          },
        ]
      : []),
  ];
};

export const applyAll = (store: ObjectStore, manifests: readonly Readonly<Record<string, unknown>>[]): void => {
  for (const manifest of manifests) store.apply(manifest, { manager: 'test', force: true });
};
