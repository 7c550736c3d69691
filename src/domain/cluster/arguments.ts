import type { ArgumentValue } from '../command/command.ts';

/** What a create command says, by meaning; undefined where it says nothing. */
export interface CreateWish {
  readonly regions: readonly string[];
  readonly name: string | undefined;
  readonly provider: string | undefined;
  readonly flavor: string | undefined;
  readonly version: string | undefined;
  readonly controlPlane: number | undefined;
  readonly workers: number | undefined;
  readonly machineType: string | undefined;
  readonly controlPlaneMachineType: string | undefined;
  readonly packaging: string | undefined;
  readonly cni: string | undefined;
  readonly template: string | undefined;
  /** Variables of the template, by name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly endpoint: string | undefined;
  readonly podCidr: string | undefined;
  readonly serviceCidr: string | undefined;
  readonly ttlSeconds: number | undefined;
}

/** Reads the typed arguments of `/create-cluster`. */
export function readArguments(typed: Readonly<Record<string, ArgumentValue>>): CreateWish {
  const text = (key: string): string | undefined => {
    const value = typed[key];
    return typeof value === 'string' ? value : undefined;
  };
  const number = (key: string): number | undefined => {
    const value = typed[key];
    return typeof value === 'number' ? value : undefined;
  };
  return {
    regions: list(typed.region ?? typed.regions),
    name: text('name'),
    provider: text('provider'),
    flavor: text('flavor'),
    version: text('version'),
    controlPlane: number('control-plane'),
    workers: number('workers'),
    machineType: text('machine-type'),
    controlPlaneMachineType: text('control-plane-machine-type'),
    packaging: text('packaging'),
    cni: text('cni'),
    template: text('template'),
    variables: Object.fromEntries(
      Object.entries(typed).flatMap(([key, value]) =>
        /^[A-Z]/.test(key) && typeof value === 'string' ? [[key, value]] : [],
      ),
    ),
    endpoint: text('endpoint'),
    podCidr: text('pod-cidr'),
    serviceCidr: text('service-cidr'),
    ttlSeconds: number('ttl'),
  };
}

function list(value: ArgumentValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? value : [];
}
