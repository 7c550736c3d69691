/** `providers.azure` of the configuration. Ids and names only: what is secret stands in the management cluster. */
export interface AzureSettings {
  /** Needed. */
  readonly subscriptionId?: string;
  /** The identity by which the provider works. */
  readonly identity: {
    readonly type: 'WorkloadIdentity' | 'ServicePrincipal' | 'UserAssignedMSI';
    /** Needed, unless `existing` names an identity. */
    readonly tenantId?: string;
    readonly clientId?: string;
    /** Secret of a service principal. */
    readonly clientSecret?: { readonly name: string; readonly namespace: string };
    /** An AzureClusterIdentity that is there already, in the namespace of the clusters; none is written then. */
    readonly existing?: string;
  };
  /** Resource id of the user-assigned identity by which machines act; needed for machines of ours. */
  readonly machineIdentity?: string;
  /** Secret by which Azure Service Operator works, in the namespace of the clusters; for AKS. */
  readonly asoCredentials: string;
  /** In base64. A key that nobody has when left out. */
  readonly sshPublicKey?: string;
  /** Availability zones of AKS's pools; those of the location when left out, none when empty. */
  readonly zones?: readonly string[];
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const azureDefaults: AzureSettings = {
  identity: { type: 'WorkloadIdentity' },
  asoCredentials: 'aso-credentials',
  controlPlaneMachineType: 'Standard_D2s_v5',
  machineType: 'Standard_D4s_v5',
};
