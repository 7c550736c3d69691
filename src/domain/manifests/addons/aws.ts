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

/** The EBS driver. It runs beside the control plane, or on workers where a service runs that. */
export function ebsCsiAddon(spec: ClusterSpec): Addon {
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
      },
    },
    comment: managed
      ? 'Persistent volumes. Its controller uses the role of the nodes.'
      : "Persistent volumes. Its controller uses the instance profile of the control plane's machines.",
  };
}
