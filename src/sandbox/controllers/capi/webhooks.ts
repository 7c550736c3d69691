import { asTree, at, type KubeObject, same, withAt } from '../../kubernetes/object.ts';
import type { ObjectStore } from '../../kubernetes/object-store.ts';
import { ApiError, type FieldError, invalid } from '../../kubernetes/status.ts';
import type { Admission, AdmissionRequest } from '../../kubernetes/write-types.ts';
import { clusterLabel, textAt } from './world.ts';

type Labels = Readonly<Record<string, string>>;

const withDefault = (object: KubeObject, path: readonly string[], value: unknown): KubeObject =>
  at(object, ...path) === undefined ? withAt(object, path, value) : object;

const rollingUpdate = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

/** What the MachineDeployment webhook fills in: replicas, strategy, and labels that tie template, selector and cluster together. */
const machineDeployment = (object: KubeObject): KubeObject => {
  const cluster = textAt(object, 'spec', 'clusterName');
  if (cluster === undefined) return object;
  const selector = at(object, 'spec', 'selector');
  const bare =
    Object.keys(asTree(at(selector, 'matchLabels'))).length === 0 && at(selector, 'matchExpressions') === undefined;
  const own: Labels = bare ? { 'cluster.x-k8s.io/deployment-name': object.metadata.name } : {};
  const added = { ...own, [clusterLabel]: cluster };
  const merged = (path: readonly string[]): Labels => ({ ...(asTree(at(object, ...path)) as Labels), ...added });
  const labelled = withAt(object, ['metadata', 'labels', clusterLabel], cluster);
  const selected = withAt(labelled, ['spec', 'selector', 'matchLabels'], merged(['spec', 'selector', 'matchLabels']));
  const path = ['spec', 'template', 'metadata', 'labels'];
  const complete = withAt(selected, path, merged(path));
  return withDefault(withDefault(complete, ['spec', 'replicas'], 1), ['spec', 'rollout', 'strategy'], rollingUpdate);
};

const controlPlane = (object: KubeObject): KubeObject => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
  return withDefault(withDefault(object, ['spec', 'replicas'], 1), ['spec', 'rollout', 'strategy'], strategy);
};

const defaults: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  'cluster.x-k8s.io/MachineDeployment': machineDeployment,
  'controlplane.cluster.x-k8s.io/KubeadmControlPlane': controlPlane,
};

const forbidden = (field: string, why: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
});

const controlPlaneErrors = (object: KubeObject): readonly FieldError[] => {
  const replicas = at(object, 'spec', 'replicas');
  const external = at(object, 'spec', 'kubeadmConfigSpec', 'clusterConfiguration', 'etcd', 'external') !== undefined;
  if (replicas === 0) return [forbidden('spec.replicas', 'cannot be 0')];
  return typeof replicas === 'number' && replicas % 2 === 0 && !external
    ? [forbidden('spec.replicas', 'cannot be an even number when etcd is stacked')]
    : [];
};

const deploymentErrors = (object: KubeObject): readonly FieldError[] => {
  const wanted = Object.entries(asTree(at(object, 'spec', 'selector', 'matchLabels')));
  const labels = asTree(at(object, 'spec', 'template', 'metadata', 'labels'));
  const fits = wanted.every(([key, value]) => labels[key] === value);
  return fits
    ? []
    : [
        {
          reason: 'FieldValueInvalid',
          field: 'spec.template.metadata.labels',
          message: `Invalid value: ${JSON.stringify(labels)}: must match spec.selector`,
        },
      ];
};

/** Templates of machines never change; a change needs a template of another name. */
const templateErrors = ({ type, object, live, operation }: AdmissionRequest): readonly FieldError[] => {
  if (operation !== 'UPDATE' || live === undefined || !type.kind.endsWith('MachineTemplate')) return [];
  const before = at(live, 'spec', 'template', 'spec');
  const after = at(object, 'spec', 'template', 'spec');
  if (same(before, after)) return [];
  const why = `${type.kind} spec.template.spec field is immutable. Please create a new resource instead.`;
  const message = `Invalid value: ${JSON.stringify(after)}: ${why}`;
  return [{ reason: 'FieldValueInvalid', field: 'spec.template.spec', message }];
};

const errorsOf = (request: AdmissionRequest): readonly FieldError[] => {
  const { type, object } = request;
  if (type.key === 'controlplane.cluster.x-k8s.io/KubeadmControlPlane') return controlPlaneErrors(object);
  if (type.key === 'cluster.x-k8s.io/MachineDeployment') return deploymentErrors(object);
  return type.group === 'infrastructure.cluster.x-k8s.io' ? templateErrors(request) : [];
};

const denied = ({ type, object }: AdmissionRequest, errors: readonly FieldError[]): ApiError => {
  const { body } = invalid(type, object.metadata.name, errors);
  const webhook = `validation.${type.kind.toLowerCase()}.${type.group}`;
  const message = `admission webhook "${webhook}" denied the request: ${body.message}`;
  return new ApiError(422, 'Invalid', message, body.details);
};

const webhook: Admission = (request) => {
  const { type, subresource, object } = request;
  if (subresource !== undefined || !type.group.endsWith('cluster.x-k8s.io')) return object;
  if (object.metadata.deletionTimestamp !== undefined) return object;
  const complete = defaults[type.key]?.(object) ?? object;
  const errors = errorsOf({ ...request, object: complete });
  if (errors.length > 0) throw denied(request, errors);
  return complete;
};

/** Registers what Cluster API's and the providers' webhooks do to the kinds that matter here: defaults and refusals. */
export const registerWebhooks = (store: ObjectStore): void => store.admit(webhook);
