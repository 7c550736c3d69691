/** One row of the describe tree and what hangs below it. */
export interface TreeNode {
  /** As in the first column, without the branch that leads to it. */
  readonly name: string;
  /** Absent for what is no object: `Workers`, `3 Machines...`. */
  readonly object?: {
    readonly group: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  };
  /** Names of the machines that a group stands for. */
  readonly items?: readonly string[];
  readonly replicas: string;
  readonly available: string;
  readonly ready: string;
  readonly upToDate: string;
  readonly status: string;
  readonly reason: string;
  /** When the shown condition changed last, in milliseconds since the epoch. */
  readonly since?: number;
  readonly message: string;
  readonly children: readonly TreeNode[];
}

/** A row with nothing but a name. */
export function emptyRow(name: string): TreeNode {
  return {
    name,
    replicas: '',
    available: '',
    ready: '',
    upToDate: '',
    status: '',
    reason: '',
    message: '',
    children: [],
  };
}

/** By row name, in byte order like clusterctl. */
export function sortedByName(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return nodes.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
