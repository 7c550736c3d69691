import { packetDefaults as defaults } from '../../domain/manifests/providers/packet/settings.ts';
import { flag, list, printable, section, uuid, word } from '../shapes.ts';

export const packetSection = section({
  override: flag()
    .default(defaults.override)
    .describe('Renders clusters though the service ended on 2026-06-30 and the provider was retired.'),
  projectId: uuid('the id of a project').exactOptional().describe('Project that clusters are made in; needed.'),
  os: word('an operating system').default(defaults.os).describe('Operating system of the machines.'),
  sshKeys: list(printable(), 'SSH keys', 0, 20)
    .default([...defaults.sshKeys])
    .describe('SSH keys that machines accept.'),
  controlPlaneMachineType: word('a plan')
    .default(defaults.controlPlaneMachineType)
    .describe('Machine type of the control plane.'),
  machineType: word('a plan').default(defaults.machineType).describe('Machine type of the workers.'),
})
  .prefault({})
  .describe('Equinix Metal (Packet), which has ended.');
