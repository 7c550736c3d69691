/** What differs from one region to another. */
export interface AlibabaPlace {
  /** Needed. */
  readonly image?: string;
  /** Needed. */
  readonly vSwitch?: string;
  /** Zone of the vSwitch. */
  readonly zone?: string;
  /** Needed. */
  readonly securityGroup?: string;
  /** Needed: the role that machines act by. */
  readonly ramRole?: string;
}

/** `providers.alibaba` of the configuration. */
export interface AlibabaSettings extends AlibabaPlace {
  /** Secret in the namespace of the clusters with what a machine runs first to join; `{cluster}` stands for the cluster. */
  readonly bootstrapSecret: string;
  readonly diskGiB: number;
  readonly machineType: string;
  readonly regions?: readonly string[];
  readonly perRegion?: Readonly<Record<string, AlibabaPlace>>;
}

export const alibabaDefaults: AlibabaSettings = {
  bootstrapSecret: '{cluster}-worker-user-data',
  diskGiB: 120,
  machineType: 'ecs.g7.xlarge',
};
