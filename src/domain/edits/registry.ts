import type { ClusterEdit } from './edit.ts';
import { extend } from './extend.ts';
import { scale } from './scale.ts';

/** Every command that changes the files of a cluster that stands. */
export const clusterEdits: readonly ClusterEdit[] = [scale, extend];
