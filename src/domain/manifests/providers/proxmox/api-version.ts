/** Of the objects of Cluster API Provider Proxmox, for either contract: from v0.8 it stores no other. */
export const apiVersion = 'infrastructure.cluster.x-k8s.io/v1alpha2';
