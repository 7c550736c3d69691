import type { ClusterSpec } from '../../../cluster/spec.ts';
import type { Finding } from '../../../finding.ts';
import { addonGroup, bootstrapGroup, controlPlaneGroup, coreGroup, infrastructureGroup } from '../../core/groups.ts';
import type { Provider } from '../../provider.ts';
import { devParts } from './objects.ts';

/** `local`, `dev`, and both with a suffix, e.g. `dev-1`: places that no cloud has. */
const ownRegion = /^(local|dev)(-[a-z0-9]{1,16}){0,2}$/;

/** Cluster API's own development provider: rehearsals without a cloud. Named explicitly, it takes any region's name. */
export const dev: Provider & { readonly id: 'dev' } = {
  id: 'dev',
  flavors: ['in-memory', 'docker'],
  plannedFlavors: [],
  regions: () => ['local', 'dev'],
  claims: (region) => ownRegion.test(region),
  checkRegion: () => [],
  defaultFlavor: (configuration) => configuration.providers.dev.backend,
  machineTypes: (asked, _configuration, flavor) => ({
    controlPlane: flavor,
    worker: flavor,
    findings: [asked.controlPlane, asked.worker].flatMap((type) => (type === undefined ? [] : [noTypes(type)])),
  }),
  worksWithoutCni: (flavor) => flavor === 'in-memory',
  expects: (spec) => [
    { group: coreGroup, kind: 'Cluster' },
    { group: infrastructureGroup, kind: 'DevCluster' },
    { group: controlPlaneGroup, kind: 'KubeadmControlPlane' },
    { group: infrastructureGroup, kind: 'DevMachineTemplate' },
    ...spec.pools.flatMap(() => [
      { group: coreGroup, kind: 'MachineDeployment' },
      { group: infrastructureGroup, kind: 'DevMachineTemplate' },
      { group: bootstrapGroup, kind: 'KubeadmConfigTemplate' },
    ]),
    ...(spec.cni === 'none' ? [] : [{ group: addonGroup, kind: 'HelmChartProxy' }]),
  ],
  parts: (spec) => devParts(spec),
  prerequisites,
};

function noTypes(type: string): Finding {
  return {
    code: 'cluster/machine-type-invalid',
    severity: 'warning',
    message: `Development machines have no type; "${type}" changes nothing.`,
    cure: 'Leave the machine type out.',
  };
}

function prerequisites(spec: ClusterSpec): readonly string[] {
  return [
    'The development provider of Cluster API runs in the management cluster.',
    ...(spec.flavor === 'docker'
      ? ['The host of the management cluster shares its Docker socket with the provider.']
      : []),
    ...(spec.cni === 'none' ? [] : ['The Cluster API add-on provider for Helm runs in the management cluster.']),
  ];
}
