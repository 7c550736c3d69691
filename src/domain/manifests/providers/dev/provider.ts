import type { Provider } from '../../provider.ts';
import { docker, inMemory } from './flavors.ts';

/** `local`, `dev`, and both with a suffix, e.g. `dev-1`: places that no cloud has. */
const ownRegion = /^(local|dev)(-[a-z0-9]{1,16}){0,2}$/;

/** Cluster API's own development provider: rehearsals without a cloud. Named explicitly, it takes any region's name. */
export const dev: Provider & { readonly id: 'dev' } = {
  id: 'dev',
  title: 'Development',
  release: 'Cluster API v1.14.0, test/infrastructure/docker',
  flavors: [inMemory, docker],
  regions: () => ['local', 'dev'],
  claims: (region) => ownRegion.test(region),
  checkRegion: () => [],
  defaultFlavor: ({ providers }) => providers.dev.backend,
  machineTypes: (_configuration, flavor) => ({ controlPlane: flavor, worker: flavor }),
  machinesHaveNoType: true,
  checkMachineType: () => [],
  about: {
    identity: 'None.',
    notes: [
      'Regions are free words: `local`, `dev` and both with a suffix mean this provider; named with `provider=dev`, it takes any region, so that the requests of another provider can be rehearsed.',
    ],
  },
};
