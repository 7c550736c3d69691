import type { Configuration } from '../../../access/configuration.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import { kubeadmNodes } from '../../core/class-nodes.ts';
import { refOf } from '../../manifest.ts';
import type { ClassVariables } from '../../provider.ts';
import { flavorOf, providers } from '../../registry.ts';
import { isManifestFile } from '../../validate/folder.ts';
import type { PackagingForm } from '../packaging.ts';
import { plainFiles } from '../plain.ts';
import { checkClass, findClass } from './check-class.ts';
import { topologyPart } from './topology.ts';

/** Without it Cluster API refuses every Cluster with a topology. */
export const topologyGate =
  'Cluster API runs with the feature gate ClusterTopology (CLUSTER_TOPOLOGY=true for clusterctl init).';

/**
 * One Cluster that names a ClusterClass and gives its variables, and the add-ons: Cluster API makes all other objects. A class
 * that is in the repository is held against what the Cluster asks of it.
 */
export const clusterclass: PackagingForm = {
  reads: (_spec, { clusterClass }) => [clusterClass.folder],
  looksInto: isManifestFile,
  writes: () => [],
  prerequisites: (spec, configuration) => [
    topologyGate,
    `The ClusterClass ${className(spec, configuration)} is in the namespace ${spec.namespace} of the management cluster, with the templates that it refers to.`,
  ],
  pack: ({ spec, configuration, folder, parts, repository }) => {
    const variables = classVariablesOf(spec, configuration);
    if (variables === undefined) return { ok: false, findings: [noClass(spec)] };
    const name = className(spec, configuration);
    const kept = parts.flatMap((part) => {
      const { kind } = part.manifest;
      if (kind === 'Cluster') return [topologyPart(part, { name, spec, configuration, parts, variables })];
      return part.file === 'addons' || variables.beside?.includes(kind) === true ? [part] : [];
    });
    const files = plainFiles(folder, kept);
    const found = findClass(repository, name, spec.namespace);
    const findings = found === undefined ? [] : checkClass(files, found);
    if (findings.length > 0) return { ok: false, findings };
    return {
      ok: true,
      value: {
        files,
        objects: kept.map((part) => refOf(part.manifest)),
        notes: found === undefined ? [notInRepository(name, spec, configuration)] : [],
      },
      notes: [],
    };
  },
};

function className(spec: ClusterSpec, { clusterClass }: Configuration): string {
  return clusterClass.name ?? `${spec.provider}-${spec.flavor}`;
}

/** What a class of somebody's own is given for a flavour that has no example, as far as it has these variables. */
export const anyClassVariables: ClassVariables = {
  cluster: ({ region, controlPlane, endpoint }) => ({
    region,
    controlPlaneMachineType: controlPlane.machineType === '' ? undefined : controlPlane.machineType,
    endpoint,
  }),
  pool: (workerMachineType) => ({ workerMachineType }),
  nodes: kubeadmNodes,
};

/** What a class is given for a flavour; undefined where there is none, and no class of somebody's own is named. */
export function classVariablesOf(spec: ClusterSpec, { clusterClass }: Configuration): ClassVariables | undefined {
  const { classVariables } = flavorOf(spec.provider, spec.flavor) ?? {};
  return classVariables ?? (clusterClass.name === undefined ? undefined : anyClassVariables);
}

function noClass({ provider, flavor }: ClusterSpec): Finding {
  const impossible = flavorOf(provider, flavor)?.noClass;
  if (impossible !== undefined) {
    const message = `The flavour "${flavor}" of ${provider} has no ClusterClass: ${impossible.because}.`;
    const cure = `Use flavor=${impossible.instead}, which has one, or keep ${flavor} with packaging=plain, kustomize or helm.`;
    return fault('cluster/provider-unavailable', message, { cure });
  }
  const examples = Object.values(providers).flatMap(({ id, flavors }) =>
    flavors.filter((each) => each.classVariables !== undefined).map((each) => `${id}-${each.id}`),
  );
  return fault(
    'cluster/provider-unavailable',
    `There is no example of a ClusterClass for the flavour "${flavor}" of ${provider}, only for ${examples.join(', ')}.`,
    { cure: 'Use packaging=plain, or name a class of your own in clusterClass.name of .github/clusterops.yml.' },
  );
}

function notInRepository(name: string, { namespace }: ClusterSpec, { clusterClass }: Configuration): Finding {
  const example = clusterClass.name === undefined ? ` There is one in examples/cluster-classes/${name}.yaml.` : '';
  return {
    code: 'manifest/not-checked',
    severity: 'notice',
    message: `The ClusterClass "${name}" is not in ${clusterClass.folder}: it has to exist in the namespace "${namespace}" of the management cluster, and its variables were not checked.`,
    cure: `Make sure that it is there before the cluster is.${example}`,
  };
}
