import type { KubeObject, Tree } from './object.ts';
import { apiVersionOf, type ServedType } from './registry.ts';

export interface WriteOptions {
  readonly manager: string;
  readonly subresource?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore' | undefined;
  /** Keys that the body had twice. */
  readonly duplicates?: readonly string[] | undefined;
  readonly force?: boolean | undefined;
}

export interface Written {
  readonly object: KubeObject;
  readonly created: boolean;
  readonly warnings: readonly string[];
}

/** What a webhook sees; it may give back another object or throw an `ApiError`. */
export interface AdmissionRequest {
  readonly type: ServedType['type'];
  readonly operation: 'CREATE' | 'UPDATE';
  readonly subresource: string | undefined;
  readonly object: KubeObject;
  readonly live: KubeObject | undefined;
}
export type Admission = (request: AdmissionRequest) => KubeObject;

export type Patch =
  | { readonly kind: 'json'; readonly operations: unknown }
  | { readonly kind: 'merge'; readonly patch: Tree }
  | { readonly kind: 'apply'; readonly configuration: Tree };

export interface Target {
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface Writes {
  create(served: ServedType, namespace: string | undefined, body: Tree, options: WriteOptions): Written;
  update(served: ServedType, target: Target, body: Tree, options: WriteOptions): Written;
  patch(served: ServedType, target: Target, patch: Patch, options: WriteOptions): Written;
}

/** The object as one of the served versions shows it. Conversion changes nothing but `apiVersion`. */
export const presented = (object: KubeObject, { type, version }: ServedType): KubeObject => {
  const apiVersion = apiVersionOf(type.group, version.name);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
};
