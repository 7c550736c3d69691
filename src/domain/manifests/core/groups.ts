/** API groups of Cluster API, and the versions that are written. */
export const coreVersion = 'cluster.x-k8s.io/v1beta2';
export const controlPlaneVersion = 'controlplane.cluster.x-k8s.io/v1beta2';
export const bootstrapVersion = 'bootstrap.cluster.x-k8s.io/v1beta2';
/** The add-on provider for Helm has one version. */
export const helmAddonVersion = 'addons.cluster.x-k8s.io/v1alpha1';
export const resourceSetVersion = 'addons.cluster.x-k8s.io/v1beta2';

export const infrastructureGroup = 'infrastructure.cluster.x-k8s.io';
export const controlPlaneGroup = 'controlplane.cluster.x-k8s.io';
export const bootstrapGroup = 'bootstrap.cluster.x-k8s.io';
export const coreGroup = 'cluster.x-k8s.io';
export const addonGroup = 'addons.cluster.x-k8s.io';
