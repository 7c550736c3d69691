/** `providers.aws` of the configuration: identities by reference, keys by name. */
export interface AwsSettings {
  readonly sshKeyName?: string;
  readonly identity: {
    readonly kind: 'AWSClusterControllerIdentity' | 'AWSClusterRoleIdentity' | 'AWSClusterStaticIdentity';
    readonly name: string;
  };
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly eks: EksSettings;
  readonly regions?: readonly string[];
}

/** What concerns clusters of EKS only. */
export interface EksSettings {
  /** Keys of KMS that Secrets are encrypted with, one for each region; keys of AWS's own when left out. */
  readonly secretsKeys?: readonly string[];
  /** Whether the API server answers from outside the VPC too. */
  readonly publicEndpoint: boolean;
  /** Where from; from anywhere when left out. */
  readonly publicCidrs?: readonly string[];
  /** Role that the EBS driver takes on. */
  readonly ebsRole?: string;
}

export const awsDefaults: AwsSettings = {
  identity: { kind: 'AWSClusterControllerIdentity', name: 'default' },
  controlPlaneMachineType: 'm7i.large',
  machineType: 'm7i.large',
  eks: { publicEndpoint: true },
};
