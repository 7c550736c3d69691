import type { PoolAbilities } from '../provider.ts';

/** What pools of machines that Cluster API makes can have, whoever's machines they are. */
export const ofMachineDeployments: PoolAbilities = { marks: true, zones: 'none', spot: false, bounds: 'autoscaler' };
