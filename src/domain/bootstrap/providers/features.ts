import type { Feature } from './provider.ts';

/** Managed topologies: a provider that has the gate checks the templates of ClusterClasses only with it. */
export const topology = (variable: string): Feature => ({
  gate: 'ClusterTopology',
  variable,
  value: true,
  why: 'For ClusterClasses.',
});
