import { defaultConfiguration } from '../../access/default-configuration.ts';
import { type TemplateSpec, workersIn } from '../../cluster/spec.ts';
import { templateVariables } from '../../cluster/template-variables.ts';
import type { TemplateVariable } from './read-template.ts';

type Group = keyof typeof templateVariables;

/** What holds where neither somebody nor the template says something. */
const usual: Partial<Readonly<Record<Group, string>>> = {
  podCidr: defaultConfiguration.network.pods,
  serviceCidr: defaultConfiguration.network.services,
};

/** The values that a cluster itself has for variables of a template, by their names. */
export function clusterVariables(
  spec: TemplateSpec,
  variables: readonly TemplateVariable[],
): Readonly<Record<string, string>> {
  const given: Readonly<Record<Group, string>> = {
    name: spec.name,
    namespace: spec.namespace,
    version: spec.kubernetesVersion,
    controlPlane: String(Math.max(1, spec.controlPlane.replicas)),
    workers: String(workersIn(spec.pools)),
    region: spec.region,
    controlPlaneMachineType: spec.controlPlane.machineType,
    machineType: spec.pools[0]?.machineType ?? '',
    endpoint: spec.endpoint ?? '',
    podCidr: spec.network.pods ?? '',
    serviceCidr: spec.network.services ?? '',
  };
  const groups = Object.keys(templateVariables) as Group[];
  return Object.fromEntries(
    groups.flatMap((group) => {
      return templateVariables[group].flatMap((name) => {
        const variable = variables.find((each) => each.name === name);
        // What nobody said is not a value: the template's own default holds, or the variable is missing.
        const value = given[group] || (variable?.otherwise === undefined ? (usual[group] ?? '') : '');
        return value === '' ? [] : [[name, inFormOf(variable, value)] as const];
      });
    }),
  );
}

/** Templates that give a list of networks as default (`${POD_CIDR:=["192.168.0.0/16"]}`) need a list as value, too. */
function inFormOf(variable: TemplateVariable | undefined, value: string): string {
  return (variable?.otherwise ?? '').trimStart().startsWith('[') ? `["${value}"]` : value;
}
