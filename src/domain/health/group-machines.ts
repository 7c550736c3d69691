import { conditionOf } from './condition.ts';
import type { ObservedObject } from './objects.ts';
import { emptyRow, sortedByName, type TreeNode } from './tree-node.ts';

/**
 * Machines as rows; those whose Available, Ready and UpToDate agree in status and reason become one row that counts them,
 * names the first two and is as old as the oldest.
 */
export function groupMachines(
  machines: readonly ObservedObject[],
  row: (machine: ObservedObject) => TreeNode,
): readonly TreeNode[] {
  const alike = Map.groupBy(machines, likeness);
  return sortedByName(
    [...alike.values()].map((group) => {
      const [first] = group;
      return first !== undefined && group.length === 1 ? row(first) : groupRow(group);
    }),
  );
}

function likeness(machine: ObservedObject): string {
  return JSON.stringify(
    ['Available', 'Ready', 'UpToDate'].map((type) => {
      const condition = conditionOf(machine, type);
      return condition === undefined ? null : [condition.status, condition.reason];
    }),
  );
}

function groupRow(machines: readonly ObservedObject[]): TreeNode {
  const items = machines.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
  const ready = machines.map((machine) => conditionOf(machine, 'Ready'));
  const since = ready.flatMap((condition) => condition?.since ?? []);
  const count = (type: string) =>
    String(machines.filter((machine) => conditionOf(machine, type)?.status === 'True').length);
  return {
    ...emptyRow(`${machines.length} Machines...`),
    items,
    available: count('Available'),
    ready: count('Ready'),
    upToDate: count('UpToDate'),
    status: ready[0]?.status ?? '',
    reason: ready[0]?.reason ?? '',
    ...(since.length === 0 ? {} : { since: Math.min(...since) }),
    message: `See ${items.slice(0, 2).join(', ')}${items.length > 2 ? ', ...' : ''}`,
  };
}
