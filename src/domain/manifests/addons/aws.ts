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
    {
      suffix: 'ebs-csi',
      chart: charts.awsEbsCsi,
      values: {
        controller: {
          region: spec.region,
          replicaCount: spec.controlPlane.replicas > 1 ? 2 : 1,
          nodeSelector: controlPlaneOnly,
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
          ],
        },
      },
      comment: "Persistent volumes. Its controller uses the instance profile of the control plane's machines.",
    },
  ];
}
