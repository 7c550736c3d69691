import type { ArgumentRow, CommandRow } from './row.ts';

const clusterName: ArgumentRow = {
  key: 'name',
  type: { kind: 'label' },
  summary: 'the name of the cluster',
  required: true,
};

export const readingCommands: readonly CommandRow[] = [
  {
    name: 'list-clusters',
    group: 'Reading',
    summary: 'Lists the clusters of this repository and how they are.',
    positionals: [],
    options: [],
    examples: ['/list-clusters'],
    writes: false,
    permission: 'read',
  },
  {
    name: 'cluster-status',
    group: 'Reading',
    summary: 'Shows the objects of a cluster as a tree, with what keeps them from being ready.',
    positionals: [clusterName],
    options: [],
    examples: ['/cluster-status shop'],
    writes: false,
    permission: 'read',
  },
  {
    name: 'help',
    group: 'Reading',
    summary: 'Lists the commands, or explains one.',
    positionals: [{ key: 'command', type: { kind: 'word' }, summary: 'the command to explain' }],
    options: [],
    examples: ['/help', '/help create-cluster'],
    writes: false,
    permission: 'read',
  },
];

export const requestCommands: readonly CommandRow[] = [
  {
    name: 'retry',
    group: 'Requests',
    summary: 'Runs the failed step of the request on this issue or pull request again.',
    positionals: [],
    options: [],
    examples: ['/retry'],
    writes: true,
    permission: 'write',
  },
  {
    name: 'refresh',
    group: 'Requests',
    summary: 'Asks the GitOps engine to look again, and reads the cluster anew.',
    positionals: [],
    options: [],
    examples: ['/refresh'],
    writes: true,
    permission: 'write',
  },
  {
    name: 'cancel',
    group: 'Requests',
    summary:
      'Closes the pull request of the request on this issue and cleans up what it made; once merged, keeps the next from following.',
    positionals: [],
    options: [],
    examples: ['/cancel'],
    writes: true,
    permission: 'write',
  },
];

export const lockCommands: readonly CommandRow[] = [
  {
    name: 'lock',
    group: 'Locks',
    summary: 'Keeps others from changing a cluster, by commands and by pull requests.',
    positionals: [clusterName],
    options: [{ key: 'reason', type: { kind: 'text', max: 200 }, summary: 'why, for those who meet the lock' }],
    examples: ['/lock shop reason="load test until noon"'],
    writes: true,
    permission: 'write',
  },
  {
    name: 'unlock',
    group: 'Locks',
    summary: 'Lets others change a cluster again; for who locked it, and for those whom the policy names.',
    positionals: [clusterName],
    options: [],
    examples: ['/unlock shop'],
    writes: true,
    permission: 'write',
  },
  {
    name: 'locks',
    group: 'Locks',
    summary: 'Lists what holds clusters: the locks, with owner, reason and age, and the open requests.',
    positionals: [],
    options: [],
    examples: ['/locks'],
    writes: false,
    permission: 'read',
  },
];
