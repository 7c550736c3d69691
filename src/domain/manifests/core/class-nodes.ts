import { labelsText } from '../../cluster/node-marks.ts';
import type { WorkerPool } from '../../cluster/spec.ts';
import type { JsonObject } from '../manifest.ts';

/** Variables of a class whose workers kubeadm starts: the kubelet is told the labels as one text. */
export const kubeadmNodes = ({ labels, taints, spot }: WorkerPool): JsonObject => ({
  workerLabels: labels && labelsText(labels),
  workerTaints: taints?.map((taint) => ({ ...taint })),
  workerSpot: spot,
});
