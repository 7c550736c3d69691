/** Run by a service of the provider, or there already: kinds of a Cluster's control plane, or of its infrastructure. */
const elsewhere = /Managed(ControlPlane|Cluster)$|^(ROSA|AlibabaCloud)ControlPlane$/;
/** Their replicas are pods of the management cluster. */
const hosted = /^(Kamaji|K0smotron|Nested|Hosted)ControlPlane$/;

/** Whether a control plane, by its kind or that of the infrastructure, brings a network for the pods. */
export function bringsNetwork(kind: string | undefined): boolean {
  return kind !== undefined && elsewhere.test(kind);
}

/** Whether a control plane, by its kind or that of the infrastructure, has no machines that somebody pays for or counts. */
export function hasNoMachines(kind: string | undefined): boolean {
  return kind !== undefined && (elsewhere.test(kind) || hosted.test(kind));
}
