import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** A structural schema of a CustomResourceDefinition (apiextensions.k8s.io/v1), without descriptions. */
export interface StructuralSchema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly allOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'granular' | 'atomic';
  /** CEL rules, kept as they are; nothing in this project evaluates them. */
  readonly 'x-kubernetes-validations'?: readonly Readonly<Record<string, unknown>>[];
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly jsonPath: string;
  /** Above 0: shown by `-o wide` only. */
  readonly priority?: number;
}

export interface ScaleSubresource {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly schema: StructuralSchema;
  readonly printerColumns: readonly PrinterColumn[];
  readonly statusSubresource: boolean;
  readonly scaleSubresource?: ScaleSubresource;
}

/** Where a schema came from: a file of a public repository at one commit. */
export interface SchemaSource {
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
  readonly commit: string;
  readonly licence: string;
}

export interface CrdIndexEntry {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly storage: boolean;
    readonly deprecated?: boolean;
  }[];
  /** The labels of the CRD object, with the contract labels (`cluster.x-k8s.io/v1beta2: v1beta1`) that its provider's release adds. */
  readonly labels: Readonly<Record<string, string>>;
  readonly source: SchemaSource;
}

export interface CrdSchema extends Omit<CrdIndexEntry, 'versions'> {
  readonly versions: readonly CrdVersion[];
}

const here = (name: string): URL => new URL(name, import.meta.url);

let index: readonly CrdIndexEntry[] | undefined;
const bundles = new Map<string, readonly string[]>();
const parsed = new Map<string, CrdSchema>();

/** Every packed CustomResourceDefinition without its schemas, sorted by group and kind. */
export const readCrdIndex = (): readonly CrdIndexEntry[] => {
  index ??= JSON.parse(readFileSync(here('index.generated.json'), 'utf8')) as readonly CrdIndexEntry[];
  return index;
};

/** One line of JSON per CRD, in the order of the index. */
const bundleOf = (group: string): readonly string[] => {
  const known = bundles.get(group);
  if (known !== undefined) return known;
  const lines = brotliDecompressSync(readFileSync(here(`${group}.jsonl.br`)))
    .toString('utf8')
    .split('\n');
  bundles.set(group, lines);
  return lines;
};

/** The schema of one kind, or undefined when it is not packed. Read at the first call and kept. */
export const readCrd = (group: string, kind: string): CrdSchema | undefined => {
  const key = `${group}/${kind}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const position = readCrdIndex()
    .filter((entry) => entry.group === group)
    .findIndex((entry) => entry.kind === kind);
  if (position < 0) return undefined;
  const crd = JSON.parse(bundleOf(group)[position] ?? '') as CrdSchema;
  parsed.set(key, crd);
  return crd;
};
