/** `providers.gcp` of the configuration. */
export interface GcpSettings {
  /** Id of the project that clusters are made in; needed. */
  readonly project?: string;
  readonly network: string;
  /** Subnet of machines of ours; a network in custom mode needs one. */
  readonly subnet?: string;
  /** A machine image for the version of Kubernetes; needed for machines of ours. */
  readonly image?: string;
  /** Service account of the machines, as an e-mail address. */
  readonly serviceAccount?: string;
  /** A Secret with credentials, by name; the provider's own when left out. */
  readonly credentials?: { readonly name: string; readonly namespace: string };
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const gcpDefaults: GcpSettings = {
  network: 'default',
  controlPlaneMachineType: 'n2-standard-2',
  machineType: 'n2-standard-4',
};
