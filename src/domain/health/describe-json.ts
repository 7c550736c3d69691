import type { TreeNode } from './tree-node.ts';

/** A row of the describe tree for programs: numbers as numbers, times in ISO 8601, nothing that is not known. */
export interface DescribedObject {
  readonly name: string;
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly machines?: readonly string[];
  readonly replicas?: string;
  readonly available?: number;
  readonly ready?: number;
  readonly upToDate?: number;
  readonly condition?: {
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    readonly since?: string;
  };
  readonly children?: readonly DescribedObject[];
}

/** The describe tree as JSON values. */
export function describeJson(nodes: readonly TreeNode[]): readonly DescribedObject[] {
  return nodes.map((node) => ({
    ...(node.object ?? { name: node.name }),
    ...(node.items && { machines: node.items }),
    ...(node.replicas === '' ? {} : { replicas: node.replicas }),
    ...count('available', node.available),
    ...count('ready', node.ready),
    ...count('upToDate', node.upToDate),
    ...(node.status === '' ? {} : { condition: conditionOf(node) }),
    ...(node.children.length === 0 ? {} : { children: describeJson(node.children) }),
  }));
}

function conditionOf({ status, reason, message, since }: TreeNode): NonNullable<DescribedObject['condition']> {
  return { status, reason, message, ...(since === undefined ? {} : { since: new Date(since).toISOString() }) };
}

function count(key: 'available' | 'ready' | 'upToDate', text: string): Partial<DescribedObject> {
  return text === '' ? {} : { [key]: Number(text) };
}
