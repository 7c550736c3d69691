import type { Configuration } from '../../../access/configuration.ts';
import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import { addonGroup, bootstrapGroup, controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import type { Provider } from '../../provider.ts';
import { checkAwsMachineType } from './machine-types.ts';
import { awsKubeadmParts } from './objects.ts';
import { awsRegionShape, awsRegions } from './regions.ts';

/** Cluster API Provider AWS, kubeadm on EC2. */
export const aws: Provider & { readonly id: 'aws' } = {
  id: 'aws',
  flavors: ['kubeadm'],
  plannedFlavors: ['eks'],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion,
  defaultFlavor: () => 'kubeadm',
  machineTypes: (asked, configuration) => {
    const settings = configuration.providers.aws;
    const worker = asked.worker ?? settings.machineType;
    const controlPlane = asked.controlPlane ?? settings.controlPlaneMachineType;
    const findings = [...checkAwsMachineType(worker, 'worker'), ...checkAwsMachineType(controlPlane, 'control plane')];
    return { worker, controlPlane, findings };
  },
  worksWithoutCni: () => false,
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'AWSCluster' },
    { group: controlPlaneGroup, kind: 'KubeadmControlPlane' },
    { group: infrastructureGroup, kind: 'AWSMachineTemplate' },
    { group: coreGroup, kind: 'MachineHealthCheck' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      { group: infrastructureGroup, kind: 'AWSMachineTemplate' },
      { group: bootstrapGroup, kind: 'KubeadmConfigTemplate' },
      { group: coreGroup, kind: 'MachineHealthCheck' },
    ]),
    ...(spec.cni === 'none' ? [] : [{ group: addonGroup, kind: 'HelmChartProxy' }]),
    { group: addonGroup, kind: 'HelmChartProxy' },
    { group: addonGroup, kind: 'HelmChartProxy' },
  ],
  parts: (spec, configuration) => awsKubeadmParts(spec, configuration.providers.aws),
  prerequisites,
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.aws.regions ?? awsRegions;
}

function checkRegion(region: string, configuration: Configuration): readonly Finding[] {
  const known = regions(configuration);
  if (known.includes(region)) return [];
  const meant = didYouMean(region, known);
  const cure = meant === undefined ? 'Check the spelling of the region.' : `Did you mean "${meant}"?`;
  const restricted = configuration.providers.aws.regions !== undefined;
  if (restricted || !awsRegionShape.test(region)) {
    const message = restricted
      ? `The configuration does not list "${region}" among the regions of AWS.`
      : `AWS has no region "${region}".`;
    return [{ code: 'cluster/region-unknown', severity: 'error', message, cure }];
  }
  const message = `The AWS region "${region}" is not known here; it was taken as written.`;
  return [{ code: 'cluster/region-unknown', severity: 'warning', message, cure }];
}

function prerequisites(spec: ClusterSpec, configuration: Configuration): readonly string[] {
  const { identity, sshKeyName } = configuration.providers.aws;
  return [
    `The ${identity.kind} "${identity.name}" exists in the management cluster and allows the namespace "${spec.namespace}".`,
    'The IAM instance profiles that "clusterawsadm bootstrap iam create-cloudformation-stack" makes exist in the account.',
    `A machine image for Kubernetes ${spec.kubernetesVersion} exists in ${spec.region}, published by Cluster API Provider AWS or built by you.`,
    'The Cluster API add-on provider for Helm runs in the management cluster.',
    ...(sshKeyName === undefined ? [] : [`The EC2 key pair "${sshKeyName}" exists in ${spec.region}.`]),
  ];
}
