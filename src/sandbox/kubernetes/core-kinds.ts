import type { PrinterColumn, StructuralSchema } from '../../schemas/read.ts';

const text: StructuralSchema = { type: 'string' };
const texts: StructuralSchema = { type: 'object', additionalProperties: text };
const flag: StructuralSchema = { type: 'boolean' };
const time: StructuralSchema = { type: 'string', format: 'date-time', nullable: true };
const open: StructuralSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const object = (properties: Readonly<Record<string, StructuralSchema>>): StructuralSchema => ({
  type: 'object',
  properties,
});
const reference = object({
  kind: text,
  namespace: text,
  name: text,
  uid: text,
  apiVersion: text,
  resourceVersion: text,
  fieldPath: text,
});

export interface CoreKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly status: boolean;
  readonly schema: StructuralSchema;
  readonly columns: readonly PrinterColumn[];
  /** Fields that a field selector may name beside metadata.name and metadata.namespace. */
  readonly selectable: readonly string[];
}

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** The built-in kinds that the tools around Cluster API touch, with the fields that these use. */
export const coreKinds: readonly CoreKind[] = [
  {
    group: '',
    version: 'v1',
    kind: 'Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    status: true,
    schema: object({
      spec: object({ finalizers: { type: 'array', items: text } }),
      status: object({ phase: text, conditions: { type: 'array', items: open } }),
    }),
    columns: [{ name: 'Status', type: 'string', jsonPath: '.status.phase' }, age],
    selectable: ['status.phase'],
  },
  {
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    plural: 'configmaps',
    shortNames: ['cm'],
    namespaced: true,
    status: false,
    schema: object({ data: texts, binaryData: texts, immutable: flag }),
    columns: [age],
    selectable: [],
  },
  {
    group: '',
    version: 'v1',
    kind: 'Secret',
    plural: 'secrets',
    shortNames: [],
    namespaced: true,
    status: false,
    schema: object({
      type: { type: 'string', default: 'Opaque' },
      data: { type: 'object', additionalProperties: { type: 'string', format: 'byte' } },
      stringData: texts,
      immutable: flag,
    }),
    columns: [{ name: 'Type', type: 'string', jsonPath: '.type' }, age],
    selectable: ['type'],
  },
  {
    group: '',
    version: 'v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    shortNames: ['sa'],
    namespaced: true,
    status: false,
    schema: object({
      secrets: { type: 'array', items: reference },
      imagePullSecrets: { type: 'array', items: reference },
      automountServiceAccountToken: flag,
    }),
    columns: [age],
    selectable: [],
  },
  {
    group: '',
    version: 'v1',
    kind: 'Event',
    plural: 'events',
    shortNames: ['ev'],
    namespaced: true,
    status: false,
    schema: object({
      involvedObject: reference,
      related: reference,
      reason: text,
      message: text,
      type: text,
      action: text,
      count: { type: 'integer' },
      source: object({ component: text, host: text }),
      firstTimestamp: time,
      lastTimestamp: time,
      eventTime: time,
      reportingComponent: text,
      reportingInstance: text,
      series: open,
    }),
    columns: [
      { name: 'Last Seen', type: 'date', jsonPath: '.lastTimestamp' },
      { name: 'Type', type: 'string', jsonPath: '.type' },
      { name: 'Reason', type: 'string', jsonPath: '.reason' },
      { name: 'Object', type: 'string', jsonPath: '.involvedObject.name' },
      { name: 'Message', type: 'string', jsonPath: '.message' },
    ],
    selectable: [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'reason',
      'type',
    ],
  },
  {
    group: 'coordination.k8s.io',
    version: 'v1',
    kind: 'Lease',
    plural: 'leases',
    shortNames: [],
    namespaced: true,
    status: false,
    schema: object({ spec: open }),
    columns: [{ name: 'Holder', type: 'string', jsonPath: '.spec.holderIdentity' }, age],
    selectable: [],
  },
  {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    namespaced: false,
    status: true,
    schema: object({ spec: open, status: open }),
    columns: [{ name: 'Created At', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
    selectable: [],
  },
];
