import { parse } from 'yaml';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
type JsonObject = { readonly [key: string]: Json | undefined };

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: JsonObject;
}

/** Lists of workers, with their kind and what it is called in templates. */
const lists = {
  machineDeployments: { kind: 'MachineDeployment', builtin: 'machineDeployment' },
  machinePools: { kind: 'MachinePool', builtin: 'machinePool' },
} as const;

interface TemplateRef {
  readonly templateRef: { readonly kind: string; readonly name: string };
}
interface Worker {
  readonly class: string;
  readonly naming: { readonly template: string };
  readonly bootstrap: TemplateRef;
  readonly infrastructure: TemplateRef;
  readonly healthCheck?: JsonObject;
}
interface Class {
  readonly infrastructure: TemplateRef & { readonly naming: { readonly template: string } };
  readonly controlPlane: TemplateRef & {
    readonly naming: { readonly template: string };
    readonly machineInfrastructure?: TemplateRef;
    readonly healthCheck?: JsonObject;
  };
  readonly workers: { readonly [List in keyof typeof lists]?: readonly Worker[] };
  readonly variables?: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly schema: { readonly openAPIV3Schema: { readonly default?: Json } };
  }[];
  readonly patches?: readonly Patch[];
}
interface Patch {
  readonly name: string;
  readonly enabledIf?: string;
  readonly definitions: readonly {
    readonly selector: {
      readonly apiVersion: string;
      readonly kind: string;
      readonly matchResources: {
        readonly infrastructureCluster?: boolean;
        readonly controlPlane?: boolean;
        readonly machineDeploymentClass?: { readonly names: readonly string[] };
        readonly machinePoolClass?: { readonly names: readonly string[] };
      };
    };
    readonly jsonPatches: readonly {
      readonly op: string;
      readonly path: string;
      readonly value?: Json;
      readonly valueFrom?: { readonly variable?: string; readonly template?: string };
    }[];
  }[];
}
interface Topology {
  readonly version: string;
  readonly controlPlane?: { readonly replicas: number };
  readonly variables?: readonly Value[];
  readonly workers?: {
    readonly [List in keyof typeof lists]?: readonly {
      readonly class: string;
      readonly name: string;
      readonly replicas?: number;
      readonly failureDomain?: string;
      readonly variables?: { readonly overrides: readonly Value[] };
    }[];
  };
}
interface Value {
  readonly name: string;
  readonly value: Json;
}

/**
 * The objects that Cluster API's topology controller makes of a Cluster: those of its ClusterClass, patched by its variables.
 * As much of it as the example classes use, and an error for all else. Clones of templates have their owner's name; labels,
 * and the selectors by them, are left out, for the controller gives its own.
 */
export function applyClass(cluster: KubeObject, classObjects: readonly KubeObject[]): readonly KubeObject[] {
  const definition = classObjects.find(({ kind }) => kind === 'ClusterClass');
  if (definition === undefined) throw new Error('there is no ClusterClass');
  const { infrastructure, controlPlane, workers, variables = [], patches = [] } = definition.spec as unknown as Class;
  const topology = cluster.spec.topology as unknown as Topology;
  const clusterName = cluster.metadata.name;
  const values: Record<string, Json> = {
    builtin: { cluster: { name: clusterName, namespace: cluster.metadata.namespace } },
  };
  for (const { name, schema } of variables) {
    if (schema.openAPIV3Schema.default !== undefined) values[name] = schema.openAPIV3Schema.default;
  }
  for (const { name, value } of topology.variables ?? []) {
    if (!variables.some((each) => each.name === name)) throw new Error(`the class has no variable ${name}`);
    values[name] = value;
  }
  for (const { name, required } of variables) {
    if (required && values[name] === undefined) throw new Error(`the class needs ${name}`);
  }
  const template = ({ templateRef: { kind, name } }: TemplateRef): KubeObject => {
    const found = classObjects.find((each) => each.kind === kind && each.metadata.name === name);
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const naming = (text: string, more: JsonObject = {}): string =>
    renderText(text, { cluster: { name: clusterName }, ...more });

  const controlPlaneName = naming(controlPlane.naming.template);
  const ofControlPlane = {
    ...values,
    builtin: {
      ...(values.builtin as JsonObject),
      controlPlane: { version: topology.version, machineTemplate: { infrastructureRef: { name: controlPlaneName } } },
    },
  };
  const infrastructureCluster = patched(template(infrastructure), 'infrastructureCluster', values, patches);
  const plane = patched(template(controlPlane), 'controlPlane', ofControlPlane, patches);
  const { machineInfrastructure } = controlPlane;
  const planeMachines =
    machineInfrastructure && patched(template(machineInfrastructure), 'controlPlane', ofControlPlane, patches);
  return [
    made(infrastructureCluster, naming(infrastructure.naming.template)),
    made(plane, controlPlaneName, {
      ...topology.controlPlane,
      version: topology.version,
      ...(planeMachines && {
        machineTemplate: { spec: { infrastructureRef: reference(planeMachines, controlPlaneName) } },
      }),
    }),
    ...(planeMachines === undefined ? [] : [clone(planeMachines, controlPlaneName)]),
    ...healthCheck(controlPlane, controlPlaneName, clusterName),
    ...(['machineDeployments', 'machinePools'] as const).flatMap((list) =>
      (topology.workers?.[list] ?? []).flatMap((pool) => {
        const worker = workers[list]?.find((each) => each.class === pool.class);
        if (worker === undefined) throw new Error(`the class has no workers ${pool.class}`);
        const { kind, builtin } = lists[list];
        const name = naming(worker.naming.template, { [builtin]: { topologyName: pool.name } });
        const own = {
          ...values,
          ...Object.fromEntries((pool.variables?.overrides ?? []).map((each) => [each.name, each.value])),
          builtin: {
            ...(values.builtin as JsonObject),
            [builtin]: { version: topology.version, topologyName: pool.name, infrastructureRef: { name } },
          },
        };
        const role = { list, class: pool.class };
        const bootstrap = patched(template(worker.bootstrap), role, own, patches);
        const machines = patched(template(worker.infrastructure), role, own, patches);
        const inOne = list === 'machinePools';
        return [
          {
            apiVersion: 'cluster.x-k8s.io/v1beta2',
            kind,
            metadata: { name },
            spec: {
              clusterName,
              ...(pool.replicas === undefined ? {} : { replicas: pool.replicas }),
              template: {
                spec: {
                  clusterName,
                  version: topology.version,
                  ...(pool.failureDomain === undefined ? {} : { failureDomain: pool.failureDomain }),
                  bootstrap: { configRef: reference(inOne ? made(bootstrap, name) : bootstrap, name) },
                  infrastructureRef: reference(inOne ? made(machines, name) : machines, name),
                },
              },
            },
          },
          ...(inOne ? [made(machines, name), made(bootstrap, name)] : [clone(machines, name), clone(bootstrap, name)]),
          ...healthCheck(worker, name, clusterName),
        ];
      }),
    ),
  ];
}

type Role = 'infrastructureCluster' | 'controlPlane' | { readonly list: keyof typeof lists; readonly class: string };

function patched(template: KubeObject, role: Role, values: JsonObject, patches: readonly Patch[]): KubeObject {
  const result = structuredClone(template) as unknown as Record<string, unknown>;
  for (const { enabledIf, definitions } of patches) {
    if (enabledIf !== undefined && renderText(enabledIf, values) !== 'true') continue;
    for (const { selector, jsonPatches } of definitions) {
      const { infrastructureCluster, controlPlane, machineDeploymentClass, machinePoolClass } = selector.matchResources;
      const ofWorkers = { machineDeployments: machineDeploymentClass, machinePools: machinePoolClass };
      const matches =
        (role === 'infrastructureCluster' && infrastructureCluster === true) ||
        (role === 'controlPlane' && controlPlane === true) ||
        (typeof role === 'object' && ofWorkers[role.list]?.names.includes(role.class) === true);
      if (!matches || selector.kind !== template.kind || selector.apiVersion !== template.apiVersion) continue;
      for (const { op, path, value, valueFrom } of jsonPatches) {
        if (op !== 'add') throw new Error(`"${op}" is not known here`);
        add(result, path, value ?? fromVariables(valueFrom ?? {}, values));
      }
    }
  }
  return result as unknown as KubeObject;
}

function fromVariables({ variable, template }: { variable?: string; template?: string }, values: JsonObject): Json {
  if (template !== undefined) return parse(renderText(template, values)) as Json;
  const value = variable === undefined ? undefined : at(values, variable.split('.'));
  if (value === undefined) throw new Error(`the variable ${variable} has no value`);
  return value;
}

/** `add` of RFC 6902, where the place is a key of an object, or the end of a list. */
function add(target: Record<string, unknown>, path: string, value: Json): void {
  const keys = path.slice(1).split('/');
  const last = keys.pop() ?? '';
  let current: Record<string, unknown> = target;
  for (const key of keys) {
    const next = current[key];
    if (typeof next !== 'object' || next === null) throw new Error(`${path}: there is no ${key}`);
    current = next as Record<string, unknown>;
  }
  if (Array.isArray(current)) {
    if (last !== '-') throw new Error(`${path} would insert into a list`);
    current.push(structuredClone(value));
    return;
  }
  current[last] = structuredClone(value);
}

/** Of Go's templates: a value, `if` without `else`, `eq`, and Sprig's `toJson`, and `regexReplaceAll` before `trunc`. */
function renderText(text: string, values: JsonObject): string {
  return text
    .replace(/\{\{ if \.([\w.]+) \}\}(.*?)\{\{ end \}\}/g, (_all, path: string, then: string) =>
      isTrue(at(values, path.split('.'))) ? then : '',
    )
    .replace(/\{\{ eq \.([\w.]+) "([^"]*)" \}\}/g, (_all, path: string, other: string) =>
      String(at(values, path.split('.')) === other),
    )
    .replace(
      /\{\{ regexReplaceAll "([^"]*)" \.([\w.]+) "([^"]*)" \| trunc (\d+) \}\}/g,
      (_all, pattern: string, path: string, other: string, length: string) =>
        String(at(values, path.split('.')))
          .replace(new RegExp(pattern, 'g'), other)
          .slice(0, Number(length)),
    )
    .replace(/\{\{(.*?)\}\}/g, (all, inner: string) => {
      const [, path] = /^ \.([\w.]+) $/.exec(inner) ?? [];
      const [, json] = /^ \.([\w.]+) \| toJson $/.exec(inner) ?? [];
      if (json !== undefined) return JSON.stringify(at(values, json.split('.')));
      const value = path === undefined ? undefined : at(values, path.split('.'));
      if (value === undefined) throw new Error(`${all} cannot be rendered`);
      return String(value);
    });
}

function isTrue(value: Json | undefined): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== '' && value !== false;
}

function at(values: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => (value as JsonObject | undefined)?.[key], values);
}

/** The object that is made of a template for an object: `AWSCluster` of `AWSClusterTemplate`. */
function made({ apiVersion, kind, spec }: KubeObject, name: string, more: JsonObject = {}): KubeObject {
  const { spec: inner } = spec.template as { readonly spec: JsonObject };
  return { apiVersion, kind: kind.replace(/Template$/, ''), metadata: { name }, spec: { ...inner, ...more } };
}

function clone({ apiVersion, kind, spec }: KubeObject, name: string): KubeObject {
  return { apiVersion, kind, metadata: { name }, spec };
}

function reference({ apiVersion, kind }: KubeObject, name: string): JsonObject {
  return { apiGroup: apiVersion.split('/')[0], kind, name };
}

function healthCheck(
  { healthCheck: check }: { readonly healthCheck?: JsonObject },
  name: string,
  clusterName: string,
): readonly KubeObject[] {
  if (check === undefined) return [];
  const apiVersion = 'cluster.x-k8s.io/v1beta2';
  return [{ apiVersion, kind: 'MachineHealthCheck', metadata: { name }, spec: { clusterName, ...check } }];
}
