import { asTree, at, type KubeObject, type Manifest, randomSuffix, type Tree } from '../../kubernetes/object.ts';
import { contractVersion } from './contract.ts';
import { clusterLabel, ownerReference, type Reference, referenced, textAt, type World } from './world.ts';

interface Part {
  readonly group: string;
  readonly kind: string;
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Tree;
  readonly from?: Reference;
}

/** What a template makes: the kind without `Template`, with the spec and metadata of `spec.template`. */
export const cloneOf = (
  world: World,
  namespace: string | undefined,
  reference: Reference | undefined,
): Part | undefined => {
  const template = referenced(world, namespace, reference);
  if (template === undefined || reference === undefined) return undefined;
  const inner = at(template, 'spec', 'template');
  return {
    group: reference.group,
    kind: reference.kind.replace(/Template$/, ''),
    metadata: asTree(at(inner, 'metadata')) as Part['metadata'],
    spec: asTree(at(inner, 'spec')),
    from: reference,
  };
};

export interface NewMachine {
  readonly cluster: KubeObject;
  readonly owner: KubeObject;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Tree;
  readonly bootstrap: Part | undefined;
  readonly infrastructure: Part;
  readonly manager: string;
}

export const newName = (owner: KubeObject): string => `${owner.metadata.name}-${randomSuffix()}`;

const make = (world: World, { cluster, owner, name, labels, manager }: NewMachine, part: Part): void => {
  const { namespace } = owner.metadata;
  const cloned: Readonly<Record<string, string>> =
    part.from === undefined
      ? {}
      : {
          'cluster.x-k8s.io/cloned-from-name': part.from.name,
          'cluster.x-k8s.io/cloned-from-groupkind': `${part.from.kind}.${part.from.group}`,
        };
  const manifest: Manifest = {
    apiVersion: contractVersion(part.group, part.kind) ?? `${part.group}/v1beta1`,
    kind: part.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...part.metadata.labels, ...labels, [clusterLabel]: cluster.metadata.name },
      annotations: { ...part.metadata.annotations, ...cloned },
      ownerReferences: [{ ...ownerReference(owner, false) }],
    },
    spec: part.spec,
  };
  world.store.create(manifest, manager);
};

/** Makes a Machine with its infrastructure and bootstrap objects, all of one name. */
export const createMachine = (world: World, machine: NewMachine): void => {
  const { cluster, owner, name, bootstrap, infrastructure, manager } = machine;
  const { namespace } = owner.metadata;
  make(world, machine, infrastructure);
  if (bootstrap !== undefined) make(world, machine, bootstrap);
  const given = asTree(machine.spec.bootstrap);
  world.store.create(
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Machine',
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        labels: { ...machine.labels, [clusterLabel]: cluster.metadata.name },
        annotations: machine.annotations,
        ownerReferences: [ownerReference(owner, true)],
        finalizers: ['machine.cluster.x-k8s.io'],
      },
      spec: {
        ...machine.spec,
        clusterName: cluster.metadata.name,
        bootstrap:
          bootstrap === undefined ? given : { configRef: { apiGroup: bootstrap.group, kind: bootstrap.kind, name } },
        infrastructureRef: { apiGroup: infrastructure.group, kind: infrastructure.kind, name },
      },
    },
    manager,
  );
};

/** Counts machines by the version they run, older first. */
export const versionsOf = (
  machines: readonly KubeObject[],
): readonly { readonly version: string; readonly replicas: number }[] => {
  const counts = Map.groupBy(
    machines.filter((machine) => textAt(machine, 'spec', 'version') !== undefined),
    (machine) => textAt(machine, 'spec', 'version') ?? '',
  );
  return [...counts]
    .map(([version, members]) => ({ version, replicas: members.length }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
};

/** The versions that several objects report, added up; undefined when none reports any. */
export const reportedVersions = (
  objects: readonly KubeObject[],
): readonly { readonly version: string; readonly replicas: number }[] | undefined => {
  const totals = new Map<string, number>();
  for (const object of objects) {
    const reported = (at(object, 'status', 'versions') ?? []) as readonly {
      readonly version: string;
      readonly replicas: number;
    }[];
    for (const { version, replicas } of reported) totals.set(version, (totals.get(version) ?? 0) + replicas);
  }
  return totals.size === 0 ? undefined : [...totals].map(([version, replicas]) => ({ version, replicas }));
};
