/** The part of a structural schema (apiextensions.k8s.io/v1) that is checked. CEL rules are not. */
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
}

/** Where schemas come from: packed with the project, or asked of a cluster. */
export interface SchemaSource {
  find(group: string, version: string, kind: string): StructuralSchema | undefined;
  /** Kinds and versions that the source has of a group, to suggest from; none when it knows nothing of the group. */
  kinds?(group: string): readonly { readonly kind: string; readonly versions: readonly string[] }[];
}

/** A fault found in a document, at an offset of its file. */
export interface Fault {
  readonly code:
    | 'manifest/field-unknown'
    | 'manifest/field-missing'
    | 'manifest/value-invalid'
    | 'manifest/duplicate-key';
  readonly at: number;
  readonly message: string;
  readonly cure: string;
}
export type Report = (fault: Fault) => void;
