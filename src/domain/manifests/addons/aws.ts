import type { ClusterSpec } from '../../cluster/spec.ts';
import type { JsonObject, Part } from '../manifest.ts';
import { helmChartPart } from './helm-chart.ts';
import { awsCloudControllerImage, charts } from './versions.ts';

const controlPlaneOnly: JsonObject = { 'node-role.kubernetes.io/control-plane': '' };

/** The cloud controller and the EBS driver, which run outside Kubernetes' own tree. */
export function awsAddonParts(spec: ClusterSpec): readonly Part[] {
  return [
    helmChartPart(
      spec,
      'ccm',
      charts.awsCloudController,
      {
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
      'Gives nodes their provider id and addresses; nodes keep the taint "uninitialized" until it runs.',
    ),
    helmChartPart(
      spec,
      'ebs-csi',
      charts.awsEbsCsi,
      {
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
      "Persistent volumes. Its controller uses the instance profile of the control plane's machines.",
    ),
  ];
}
