/** `providers.packet` of the configuration. */
export interface PacketSettings {
  /** Renders clusters though the service has ended. */
  readonly override: boolean;
  /** Needed. */
  readonly projectId?: string;
  readonly os: string;
  readonly sshKeys: readonly string[];
  readonly controlPlaneMachineType: string;
  readonly machineType: string;
}

export const packetDefaults: PacketSettings = {
  override: false,
  os: 'ubuntu_22_04',
  sshKeys: [],
  controlPlaneMachineType: 'c3.small.x86',
  machineType: 'c3.medium.x86',
};
