/**
 * Every version that `clusterops bootstrap` pins: the only place to raise one. The providers are those whose objects the
 * manifests of this project are written for; Cluster API 1.14 supports management clusters of Kubernetes 1.33 to 1.36.
 */
export const versions = {
  clusterApi: 'v1.14.2',
  /** What clusterctl 1.14 itself installs; Cluster API warns of others. */
  certManager: 'v1.21.1',
  operator: 'v0.29.0',
  /** Add-on provider for Helm (CAAPH). */
  addonHelm: 'v0.6.4',
  /** In-cluster IPAM, as the Proxmox provider names it. */
  ipamInCluster: 'v1.1.0',
  aws: 'v2.11.1',
  gcp: 'v1.12.0',
  azure: 'v1.26.0',
  hetzner: 'v1.1.8',
  openstack: 'v0.14.7',
  /** OpenStack Resource Controller, without which the OpenStack provider does not start. */
  openstackResourceController: 'v2.4.0',
  vsphere: 'v1.16.1',
  proxmox: 'v0.9.0',
  alibaba: 'v0.1.24',
  argocd: 'v3.5.8',
  flux: 'v2.9.5',
  kind: 'v0.33.0',
  /** Built for that release of kind, whose own default (1.37) is newer than Cluster API 1.14 supports. */
  kindNode: 'kindest/node:v1.36.4@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed',
} as const;
