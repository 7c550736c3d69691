/** Kinds that belong to no namespace: those that clusterctl knows (internal/util/objs.go), and those of Cluster API's providers. */
const clusterScoped = new Set([
  ...['Namespace', 'Node', 'PersistentVolume', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding'],
  ...['VolumeAttachment', 'StorageClass', 'CSIDriver', 'CSINode', 'PriorityClass', 'RuntimeClass'],
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'CustomResourceDefinition', 'ExtensionConfig'],
  ...['AWSClusterControllerIdentity', 'AWSClusterRoleIdentity', 'AWSClusterStaticIdentity', 'OpenStackClusterIdentity'],
  ...['VSphereClusterIdentity', 'VSphereDeploymentZone', 'VSphereFailureDomain', 'GlobalInClusterIPPool'],
]);

/** Whether objects of a kind stand beside all namespaces. */
export function isClusterScoped(kind: string): boolean {
  return clusterScoped.has(kind);
}
