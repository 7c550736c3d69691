import { providerOfKind } from '../../cluster/infrastructure.ts';
import { carriesName } from '../../cluster/names.ts';
import type { TemplateSpec } from '../../cluster/spec.ts';
import { type Finding, fault } from '../../finding.ts';
import type { ObjectRole } from '../../gitops/prune-options.ts';
import { bringsNetwork } from '../core/control-planes.ts';
import { at, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { secretInGit } from '../validate/check-document.ts';
import { classOf, isClass } from '../validate/check-topology.ts';
import { splitVersion } from '../validate/folder.ts';
import { enumerated } from './enumerated.ts';

export function isCluster(kind: string | undefined, apiVersion: string | undefined): boolean {
  return kind === 'Cluster' && splitVersion(apiVersion)[0] === 'cluster.x-k8s.io';
}

/** What an object is to its cluster, by its kind. */
export function roleOf(kind: string, apiVersion: string): ObjectRole {
  const [group] = splitVersion(apiVersion);
  if (isCluster(kind, apiVersion)) return 'cluster';
  if (group === 'cluster.x-k8s.io') return kind === 'ClusterClass' ? 'infrastructure' : 'workers';
  if (group === 'addons.cluster.x-k8s.io' || group === '') return 'addon';
  if (/(Template|MachinePool)$/.test(kind) || group === 'bootstrap.cluster.x-k8s.io') return 'template';
  return /ControlPlane$/.test(kind) ? 'control-plane' : 'infrastructure';
}

const onlyClass =
  'A template of a ClusterClass alone is for clusters of packaging=clusterclass: put what it makes into the folder of the classes, and name the class in clusterClass.name of .github/clusterops.yml. Or add a Cluster with the name ${CLUSTER_NAME}.';

/** What the objects of a template may not be, whoever gave the values. */
export function checkObjects(documents: readonly SourceDocument[], spec: TemplateSpec): readonly Finding[] {
  const findings: Finding[] = [];
  const report = ({ place, root }: SourceDocument, message: string, cure?: string): void => {
    findings.push(
      fault('template/object-unexpected', message, { place: place(root.at), ...(cure === undefined ? {} : { cure }) }),
    );
  };
  const clusters = documents.filter(({ kind, apiVersion }) => isCluster(kind, apiVersion));
  const [cluster] = clusters;
  if (clusters.length !== 1 || cluster?.name !== spec.name) {
    const made = clusters.map(({ name }) => name ?? 'one without a name').join(', ') || 'none';
    const message = `The template must make one Cluster of the name ${spec.name}, and makes ${made}.`;
    const cure = clusters.length === 0 && documents.some(isClass) ? onlyClass : 'Name its one Cluster ${CLUSTER_NAME}.';
    const odd = clusters.find(({ name }) => name !== spec.name) ?? cluster ?? documents[0];
    findings.push(
      fault('template/object-unexpected', message, {
        cure,
        ...(odd === undefined ? {} : { place: odd.place(odd.root.at) }),
      }),
    );
  }
  const seen = new Set<string>();
  for (const document of documents) {
    const { kind, name, apiVersion } = document;
    if (kind === undefined || apiVersion === undefined || name === undefined) {
      report(document, 'A document of the template is no object with apiVersion, kind and a name.');
      continue;
    }
    const identity = `${splitVersion(apiVersion)[0]} ${kind} ${name}`;
    if (seen.has(identity))
      report(document, `The template makes ${kind} ${name} twice.`, 'Name one of them otherwise.');
    seen.add(identity);
    const secret = secretInGit(document);
    if (secret !== undefined) findings.push(secret);
  }
  return [...findings, ...elsewhere(documents, spec)];
}

/** A cluster of another provider than the one by whose rules it was allowed. A topology is of that of its class, where it is known. */
export function checkProvider(documents: readonly SourceDocument[], { provider }: TemplateSpec): readonly Finding[] {
  const cluster = documents.find(({ kind, apiVersion }) => isCluster(kind, apiVersion));
  if (cluster === undefined) return [];
  const { root } = cluster;
  const kind = infrastructureOf(root) ?? infrastructureOfClass(classOf(cluster, documents.filter(isClass))?.root);
  const made = providerOfKind(kind);
  if (made === undefined || made === provider) return [];
  const message = `The template makes a cluster of ${made} (${kind}), but it was planned as one of ${provider}.`;
  const cure = `Give provider=${made}, or write it once into the configuration, as provider of the template.`;
  return [fault('template/provider-other', message, { cure, place: cluster.place(at(root, 'spec')?.at ?? root.at) })];
}

function infrastructureOf(cluster: Located): string | undefined {
  const service = textAt(cluster, 'spec', 'controlPlaneRef', 'kind');
  // A control plane of kubeadm or Talos tells of no provider.
  return textAt(cluster, 'spec', 'infrastructureRef', 'kind') ?? (bringsNetwork(service) ? service : undefined);
}

function infrastructureOfClass(found: Located | undefined): string | undefined {
  const infrastructure = at(found, 'spec', 'infrastructure');
  const kind = textAt(infrastructure, 'templateRef', 'kind') ?? textAt(infrastructure, 'ref', 'kind');
  return kind?.replace(/Template$/, '');
}

/** Objects for another namespace, said once: the templates of some providers name one in every object. */
function elsewhere(documents: readonly SourceDocument[], spec: TemplateSpec): readonly Finding[] {
  const others = documents.filter(({ namespace }) => namespace !== undefined && namespace !== spec.namespace);
  const [first] = others;
  if (first === undefined) return [];
  const names = others.map(({ kind, name, namespace }) => `${kind} ${name} is for the namespace ${namespace}`);
  const message = `The cluster is for the namespace ${spec.namespace}, but ${enumerated(names)}.`;
  const cure = 'Leave the namespace out of the template, or write ${NAMESPACE}.';
  return [fault('template/object-unexpected', message, { cure, place: first.place(first.root.at) })];
}

/** Objects whose names another cluster of the template would have, too. */
export function sharedObjects(documents: readonly SourceDocument[], spec: TemplateSpec): readonly Finding[] {
  const shared = documents.filter(({ name }) => name !== undefined && !carriesName(name, spec.name));
  const [first] = shared;
  if (first === undefined) return [];
  const names = shared.map(({ kind, name }) => `${kind} ${name}`);
  const message = `All clusters of the template would share ${enumerated(names)}: the next cluster of it is refused for that.`;
  return [
    {
      ...fault('template/object-unexpected', message, {
        cure: 'Begin such names with ${CLUSTER_NAME}- in the template, or take what clusters are to share out of it, into a folder of its own.',
      }),
      severity: 'warning',
      place: first.place(first.root.at),
    },
  ];
}

/** Other workers than those that were asked for: templates give the number of workers to each of several pools, or have one of their own. */
export function otherWorkers(path: string, made: number, asked: number): Finding {
  if (made === 0) {
    const message = 'The template makes no workers, so workers= and its default change nothing.';
    const cure = 'Nothing needs to be done, unless it should make some.';
    return { ...fault('template/object-unexpected', message, { cure, place: { path } }), severity: 'notice' };
  }
  const message = `The template makes ${made} workers in all, where the command and its defaults say ${asked}.`;
  return {
    ...fault('template/object-unexpected', message, {
      cure: 'Look at replicas of its pools: ${WORKER_MACHINE_COUNT} belongs into one of them.',
      place: { path },
    }),
    severity: 'warning',
  };
}
