import { alibabaCases } from './alibaba.ts';
import { awsCases } from './aws.ts';
import { azureCases } from './azure.ts';
import { devCases } from './dev.ts';
import { gcpCases } from './gcp.ts';
import type { GoldenCase } from './golden-case.ts';
import { hetznerCases } from './hetzner.ts';
import { openstackCases } from './openstack.ts';
import { otherCases } from './others.ts';
import { proxmoxCases } from './proxmox.ts';
import { vsphereCases } from './vsphere.ts';

export const goldenCases: readonly GoldenCase[] = [
  ...awsCases,
  ...gcpCases,
  ...azureCases,
  ...hetznerCases,
  ...openstackCases,
  ...vsphereCases,
  ...proxmoxCases,
  ...alibabaCases,
  ...otherCases,
  ...devCases,
];
