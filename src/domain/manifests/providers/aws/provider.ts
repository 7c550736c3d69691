import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { eks, eksMachineDeployment } from './eks.ts';
import { awsKubeadm } from './kubeadm.ts';
import { checkAwsMachineType } from './machine-types.ts';
import { awsRegionShape, awsRegions } from './regions.ts';

/** Cluster API Provider AWS. */
export const aws: Provider & { readonly id: 'aws' } = {
  id: 'aws',
  title: 'Amazon Web Services',
  release: 'Cluster API Provider AWS v2.11.1',
  flavors: [awsKubeadm, eks, eksMachineDeployment],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  checkRegion: (region, configuration) =>
    checkKnownRegion(region, 'AWS', {
      known: regions(configuration),
      configured: configuration.providers.aws.regions !== undefined,
      shape: awsRegionShape,
    }),
  defaultFlavor: () => 'kubeadm',
  machineTypes: ({ providers }) => ({
    controlPlane: providers.aws.controlPlaneMachineType,
    worker: providers.aws.machineType,
  }),
  checkMachineType: checkAwsMachineType,
  about: {
    identity:
      'An `AWSClusterControllerIdentity`, `AWSClusterRoleIdentity` or `AWSClusterStaticIdentity` of the management cluster, by name. The identity lists the namespaces that may use it.',
    notes: [
      'Machines take the image that Cluster API Provider AWS publishes for the version of Kubernetes; publish your own for versions that it lacks.',
      'With `cni=cilium` or `cni=calico` on EKS, the API server does not reach pods: admission webhooks and aggregated APIs have to run in the network of the host.',
      'A node group of EKS is encrypted when the account encrypts EBS volumes by default; machines of the other flavours always are.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.aws.regions ?? awsRegions;
}
