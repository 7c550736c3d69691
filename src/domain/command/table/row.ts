import type { Permission } from '../../repository.ts';

/** What a value must look like, and what it becomes. */
export type ArgumentType =
  /** A whole number; becomes a number. */
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  /** `1.34`, `1.34.2` or `v1.34.2`; becomes a string with the leading `v`, the patch only if it was given. */
  | { readonly kind: 'version' }
  /** A DNS label: at most 63 of a–z, 0–9 and hyphens, beginning with a letter; becomes a string. */
  | { readonly kind: 'label' }
  /** The name of a cluster, or a selector of several; becomes a string, a selector under the key `selector`. */
  | { readonly kind: 'clusters' }
  /** A path of the repository, or a name; becomes a string. */
  | { readonly kind: 'path' }
  /** An identifier of a cloud, such as `m7i.large` or `eu-west-1`; becomes a string. */
  | { readonly kind: 'word' }
  /** Identifiers separated by commas or, as a positional, by spaces; becomes a list without repeats. */
  | { readonly kind: 'words'; readonly max: number }
  /** Labels of nodes, such as `team=shop`, separated by commas; becomes a list without repeats. */
  | { readonly kind: 'labels'; readonly max: number }
  /** Taints of nodes, such as `gpu=true:NoSchedule`, separated by commas; becomes a list without repeats. */
  | { readonly kind: 'taints'; readonly max: number }
  /** `90m`, `72h`, `3d`, `2w` or several joined (`1d12h`); becomes seconds. */
  | { readonly kind: 'duration'; readonly minSeconds: number; readonly maxSeconds: number }
  /** An IPv4 or IPv6 network, such as `10.0.0.0/16`; becomes a string. */
  | { readonly kind: 'cidr' }
  /** One of a few words; becomes a string. */
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /** Given bare or as `=true` or `=false`; becomes a boolean. */
  | { readonly kind: 'flag' }
  /** Free text of one line; becomes a string. */
  | { readonly kind: 'text'; readonly max: number };

export interface ArgumentRow {
  readonly key: string;
  readonly type: ArgumentType;
  /** One phrase without a full stop. */
  readonly summary: string;
  readonly required?: boolean;
  /** What holds when it is not given, in words. */
  readonly otherwise?: string;
  /** Variables of clusterctl templates that mean the same, and are taken in its place. */
  readonly variables?: readonly string[];
  /** Its label in the issue form; absent: it is no field there. */
  readonly field?: string;
}

/** One command of the language: grammar, help, who may and documentation all come from here. */
export interface CommandRow {
  readonly name: string;
  readonly group: 'Clusters' | 'Reading' | 'Requests' | 'Locks';
  /** One sentence. */
  readonly summary: string;
  /** Given by their place; the last may be a list. */
  readonly positionals: readonly ArgumentRow[];
  /** Given as `key=value`, in any order. */
  readonly options: readonly ArgumentRow[];
  /** Whether upper-case keys are taken, as variables of a template. */
  readonly variables?: true;
  readonly examples: readonly string[];
  /** Whether it changes anything: then the configuration decides who may, and a broken configuration refuses it. */
  readonly writes: boolean;
  /** For commands that only read: the repository permission that it needs. */
  readonly permission: Permission;
}
