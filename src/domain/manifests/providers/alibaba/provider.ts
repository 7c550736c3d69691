import type { Configuration } from '../../../access/configuration.ts';
import type { Provider } from '../../provider.ts';
import { checkKnownRegion } from '../known-regions.ts';
import { alibabaExternal } from './external.ts';
import { checkAlibabaMachineType } from './machine-types.ts';
import { alibabaRegionShape, alibabaRegions } from './regions.ts';

/** Cluster API for Alibaba Cloud: unofficial, workers only. */
export const alibaba: Provider & { readonly id: 'alibaba' } = {
  id: 'alibaba',
  title: 'Alibaba Cloud',
  release: 'openshift-capi-alicloud v0.1',
  experimental:
    'it is unofficial and in its alpha, and makes workers only, which join a control plane that is there already.',
  flavors: [alibabaExternal],
  regions,
  claims: (region, configuration) => regions(configuration).includes(region),
  setUp: ({ providers: { alibaba: settings } }) =>
    settings.vSwitch !== undefined ||
    Object.values(settings.perRegion ?? {}).some((each) => each.vSwitch !== undefined),
  checkRegion: (region, configuration) =>
    checkKnownRegion(region, 'Alibaba Cloud', {
      known: regions(configuration),
      configured: configuration.providers.alibaba.regions !== undefined,
      shape: alibabaRegionShape,
    }),
  defaultFlavor: () => 'external',
  machineTypes: ({ providers }) => ({ controlPlane: '', worker: providers.alibaba.machineType }),
  checkMachineType: checkAlibabaMachineType,
  about: {
    identity: 'The credentials of the controller itself: a RAM role or a Secret of its own namespace.',
    notes: [
      'Several of its regions have names that AWS has too: AWS comes first in `providers.order`, so name `provider=alibaba` for those. Once it is set up, a request for such a region says so.',
      'Images, vSwitches and security groups are those of one region: where clusters are made in several, give each its own below `providers.alibaba.perRegion`.',
      'Each command gives the address of the control plane with `endpoint=`; one that another cluster of the repository or an open request has is refused.',
      'What a machine runs first to join is in a Secret for each cluster, `providers.alibaba.bootstrapSecret`: the provider makes none, because it does not know the control plane.',
      'The machines are all in one zone, that of the vSwitch.',
      'The add-ons of the cluster are those of its control plane: none is installed.',
      'Upstream tries it with Kubernetes 1.31 to 1.33; it does nothing that depends on the version.',
    ],
  },
};

function regions(configuration: Configuration): readonly string[] {
  return configuration.providers.alibaba.regions ?? alibabaRegions;
}
