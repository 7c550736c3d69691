import type { ClusterSpec, WorkerPool } from '../../../cluster/spec.ts';
import { infrastructureGroup } from '../../core/groups.ts';
import { machineDeploymentPart, machineTemplatePart, workerHealthCheckPart } from '../../core/machines.ts';
import type { Part } from '../../manifest.ts';
import { fillIn } from '../machine-image.ts';
import type { AlibabaSettings } from './settings.ts';

/** A pool of workers: machines that join by what a Secret says, and their health check. */
export function poolParts(spec: ClusterSpec, settings: AlibabaSettings, pool: WorkerPool): readonly Part[] {
  const machines = machineTemplatePart(spec, {
    stem: pool.name,
    apiVersion: `${infrastructureGroup}/v1beta1`,
    kind: 'AlibabaCloudMachineTemplate',
    machine: {
      regionID: spec.region,
      zoneID: settings.zone,
      instanceType: pool.machineType,
      imageID: settings.image ?? '',
      vSwitchID: settings.vSwitch ?? '',
      securityGroupIDs: settings.securityGroup === undefined ? [] : [settings.securityGroup],
      ramRoleName: settings.ramRole ?? '',
      systemDisk: { category: 'cloud_essd', size: settings.diskGiB, encrypted: true },
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'optional', httpTokensAfterBoot: 'required' },
      tags: [{ key: `kubernetes.io/cluster/${spec.name}`, value: 'owned' }],
    },
    comments: {
      ramRoleName: 'Machines act by a role: no credential stands on them.',
      metadataOptions: 'Ignition reads its user data without a token; once the node has joined, tokens are required.',
    },
  });
  const deployment = machineDeploymentPart(spec, pool, machines, {
    dataSecretName: fillIn(settings.bootstrapSecret, spec),
  });
  return [deployment, machines, workerHealthCheckPart(spec, pool)];
}
