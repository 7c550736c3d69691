/** `providers.aws` of the configuration: identities by reference, keys by name. */
export interface AwsSettings {
  readonly sshKeyName?: string;
  readonly identity: {
    readonly kind: 'AWSClusterControllerIdentity' | 'AWSClusterRoleIdentity' | 'AWSClusterStaticIdentity';
    readonly name: string;
  };
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const awsDefaults: AwsSettings = {
  identity: { kind: 'AWSClusterControllerIdentity', name: 'default' },
  controlPlaneMachineType: 'm7i.large',
  machineType: 'm7i.large',
};
