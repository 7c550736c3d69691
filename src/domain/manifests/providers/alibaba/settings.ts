/** `providers.alibaba` of the configuration. */
export interface AlibabaSettings {
  /** Needed. */
  readonly image?: string;
  /** Needed. */
  readonly vSwitch?: string;
  /** Needed. */
  readonly securityGroup?: string;
  /** Needed: the role that machines act by. */
  readonly ramRole?: string;
  readonly zone?: string;
  /** Secret in the namespace of the clusters with what a machine runs first to join; needed. */
  readonly bootstrapSecret?: string;
  readonly machineType: string;
  readonly regions?: readonly string[];
}

export const alibabaDefaults: AlibabaSettings = { machineType: 'ecs.g7.xlarge' };
