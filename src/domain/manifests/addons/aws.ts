import type { ClusterSpec } from '../../cluster/spec.ts';
import type { JsonObject } from '../manifest.ts';
import type { Addon } from './install.ts';
import { awsCloudControllerImage, charts } from './versions.ts';

const controlPlaneOnly: JsonObject = { 'node-role.kubernetes.io/control-plane': '' };

/** The cloud controller and the EBS driver, which run outside Kubernetes' own tree. */
export function awsAddons(spec: ClusterSpec): readonly Addon[] {
  return [
    {
      suffix: 'ccm',
      chart: charts.awsCloudController,
      values: {
        image: { tag: awsCloudControllerImage(spec.kubernetesVersion) },
        args: [
          '--v=2',
          '--cloud-provider=aws',
          '--use-service-account-credentials=true',
          '--configure-cloud-routes=false',
        ],
        nodeSelector: controlPlaneOnly,
        hostNetworking: true,
      },
      comment: 'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    },
    ebsCsiAddon(spec),
  ];
}

/**
 * The EBS driver. It runs beside the control plane, or on workers where a service runs that. What it may do, it may as a role of its
 * own, or as the machine.
 */
export function ebsCsiAddon(spec: ClusterSpec, role?: string): Addon {
  const managed = spec.controlPlane.replicas === 0;
  const placement = {
    nodeSelector: controlPlaneOnly,
    tolerations: [
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
    ],
  };
  return {
    suffix: 'ebs-csi',
    chart: charts.awsEbsCsi,
    values: {
      controller: {
        region: spec.region,
        replicaCount: spec.controlPlane.replicas === 1 ? 1 : 2,
        ...(managed ? {} : placement),
        ...(role === undefined ? {} : { serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': role } } }),
      },
    },
    comment: `Persistent volumes. Its controller uses ${whose(managed, role)}.`,
  };
}

function whose(managed: boolean, role: string | undefined): string {
  if (role !== undefined) return 'a role of its own';
  return managed ? 'the role of the nodes' : "the instance profile of the control plane's machines";
}
