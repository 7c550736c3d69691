import type { ClusterEdit } from './edit.ts';
import { extend } from './extend.ts';
import { hibernate } from './hibernate.ts';
import { addPool } from './pools/add-pool.ts';
import { removePool } from './pools/remove-pool.ts';
import { scale } from './scale.ts';
import { removeTemplates } from './templates/remove-templates.ts';
import { upgrade } from './upgrade/upgrade.ts';
import { wake } from './wake.ts';

/** Every command that changes the files of a cluster that stands. */
export const clusterEdits: readonly ClusterEdit[] = [
  ...[scale, extend, upgrade, hibernate, wake, addPool, removePool],
  removeTemplates,
];

/** Commands that open a pull request for clusters. */
export const proposingCommands: readonly string[] = [
  'create-cluster',
  'delete-cluster',
  ...clusterEdits.map(({ kind }) => kind),
];
