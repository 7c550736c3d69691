import { defaultConfiguration } from '../../access/default-configuration.ts';
import { type Finding, fault, type Outcome } from '../../finding.ts';
import type { JsonObject } from '../../manifests/manifest.ts';
import { anyClassVariables, classVariablesOf } from '../../manifests/packaging/clusterclass/clusterclass.ts';
import { valuesKey } from '../../manifests/packaging/helm/values.ts';
import type { MachineRole } from '../../manifests/provider.ts';
import { flavorOf, providerIds, providers } from '../../manifests/registry.ts';
import { at } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import type { EditAsked, Edited } from '../edit.ts';
import { documentsOf } from '../folder.ts';
import { machineReference } from '../machine-reference.ts';
import { poolOf } from '../pool.ts';
import { standingSpec } from '../pools/standing-spec.ts';
import { scalablesOf } from '../scalables.ts';
import { retypeTemplate } from './retype-template.ts';
import { retypeTopology, type TypeVariables } from './retype-topology.ts';
import { retypeValues } from './retype-values.ts';
import type { Retyped } from './retyped.ts';

/** What is to be of another machine type. */
export interface RetypeWish {
  readonly role: MachineRole;
  readonly type: string;
  /** Of workers; absent: the only pool. */
  readonly pool?: string;
}

/** The files of a cluster with machines of another type; no line more than that takes. */
export function retype(asked: EditAsked, wish: RetypeWish): Outcome<Edited> {
  const documents = documentsOf(asked.files);
  if (!documents.ok) return documents;
  const judged = checkType(asked, documents.value, wish);
  if (judged.some(({ severity }) => severity === 'error')) return { ok: false, findings: judged };
  const target = targetOf(asked, documents.value, wish);
  if ('code' in target) return { ok: false, findings: [target] };
  const { path, kind, root } = target.document;
  const file = asked.files.find((each) => each.path === path);
  const retypes =
    at(root, valuesKey) !== undefined && path.endsWith('/values.yaml')
      ? retypeValues(asked, documents.value, target)
      : kind === 'Cluster' && file !== undefined
        ? retypeTopology(file, target, {
            variables: typeVariables(asked, documents.value, wish.role),
            flavor: asked.cluster.flavor,
          })
        : retypeTemplate(asked.files, documents.value, target);
  return retypes.ok ? { ...retypes, notes: [...judged, ...retypes.notes] } : retypes;
}

function targetOf(
  { cluster: { name, provider, flavor } }: EditAsked,
  documents: readonly SourceDocument[],
  { role, type, pool: asked }: RetypeWish,
): Retyped | Finding {
  const scalables = scalablesOf(name, documents);
  const id = providerIds.find((each) => each === provider);
  const types = id === undefined ? undefined : providers[id].machineTypes(defaultConfiguration, flavor ?? '');
  if (role === 'worker') {
    const pool = poolOf(
      name,
      scalables.filter((each) => each.role === 'worker'),
      asked,
    );
    if ('code' in pool) return pool;
    const title = `pool ${pool.pool ?? ''}`;
    return { cluster: name, title, document: pool.document, type, pool: pool.pool ?? '', ...based(types?.worker) };
  }
  const document =
    scalables.find((each) => each.role === 'control plane')?.document ??
    documents.find(
      (each) => /^controlplane\.cluster/.test(each.apiVersion ?? '') && machineReference(each, documents) !== undefined,
    );
  if (document !== undefined) {
    return { cluster: name, title: role, document, type, ...based(types?.controlPlane) };
  }
  const message = `The files of ${name} describe no control plane machines: the provider's service runs the control plane, or another file says it.`;
  return fault('cluster/machine-type-fixed', message, { cure: 'Leave control-plane-machine-type= out.' });
}

const based = (ofBase: string | undefined) => (ofBase === undefined ? {} : { ofBase });

/** Whether the provider has the type, and can make such machines here. */
function checkType(asked: EditAsked, documents: readonly SourceDocument[], wish: RetypeWish): readonly Finding[] {
  const { cluster, configuration } = asked;
  const id = providerIds.find((each) => each === cluster.provider);
  if (id === undefined) return [];
  const { title, machinesHaveNoType, checkMachineType } = providers[id];
  if (machinesHaveNoType === true) {
    const message = `Machines of ${title} have no type.`;
    return [fault('cluster/machine-type-invalid', message, { cure: 'Leave the machine type out.' })];
  }
  const own = checkMachineType(wish.type, wish.role, configuration);
  const spec = standingSpec(asked, documents);
  if (!spec.ok) return own;
  const { pools, controlPlane } = spec.value;
  const isMeant = (name: string): boolean => wish.pool === undefined || name === wish.pool;
  const after =
    wish.role === 'worker'
      ? { ...spec.value, pools: pools.map((each) => (isMeant(each.name) ? { ...each, machineType: wish.type } : each)) }
      : { ...spec.value, controlPlane: { ...controlPlane, machineType: wish.type } };
  const check = flavorOf(id, spec.value.flavor)?.check;
  // What stands is not this command's matter.
  const before = new Set(check?.(spec.value, configuration).map(({ message }) => message));
  return [...own, ...(check?.(after, configuration) ?? []).filter(({ message }) => !before.has(message))];
}

/** Variables of the class that go by the type. */
function typeVariables(asked: EditAsked, documents: readonly SourceDocument[], role: MachineRole): TypeVariables {
  const spec = standingSpec(asked, documents);
  const of = spec.ok ? classVariablesOf(spec.value, asked.configuration) : undefined;
  if (role === 'worker') return (type) => texts((of ?? anyClassVariables).pool(type), /^worker/);
  if (!spec.ok || of === undefined) return (controlPlaneMachineType) => ({ controlPlaneMachineType });
  return (machineType) => {
    const controlPlane = { ...spec.value.controlPlane, machineType };
    return texts(of.cluster({ ...spec.value, controlPlane }, asked.configuration), /^controlPlane/);
  };
}

const texts = (variables: JsonObject, wanted: RegExp): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      typeof value === 'string' && wanted.test(name) ? [[name, value]] : [],
    ),
  );
