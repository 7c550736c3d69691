import { labelsText, taintText } from '../../../cluster/node-marks.ts';
import type { WorkerPool } from '../../../cluster/spec.ts';

/** What the kubelet of a machine that nodeadm starts is told: the labels and taints of its node. */
export const kubeletFlags = ({ labels = {}, taints = [] }: WorkerPool): readonly string[] => [
  ...(Object.keys(labels).length === 0 ? [] : [`--node-labels=${labelsText(labels)}`]),
  ...(taints.length === 0 ? [] : [`--register-with-taints=${taints.map(taintText).join(',')}`]),
];
