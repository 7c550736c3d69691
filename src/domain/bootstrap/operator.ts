import type { FileContent } from '../cluster/spec.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import { type Component, components } from './components.ts';
import type { ManagedProvider } from './providers/provider.ts';

const kinds = {
  core: 'CoreProvider',
  bootstrap: 'BootstrapProvider',
  'control-plane': 'ControlPlaneProvider',
  infrastructure: 'InfrastructureProvider',
  ipam: 'IPAMProvider',
  addon: 'AddonProvider',
} as const;

/** The Secret of a provider's variables, which init.sh makes of the environment. */
export const variablesSecret = ({ name }: Pick<Component, 'name'>): string => `${name}-variables`;

/** A component's file below `management/`. */
export const operatorPath = ({ type, name }: Component): string => `capi-operator/${type}-${name}.yaml`;

/** Type and name of a component's object, as kubectl takes them. */
export const operatorObject = ({ type, name }: Component): string => `${kinds[type].toLowerCase()}/${name}`;

/** An object of the Cluster API operator for each component. Source: cluster-api-operator v0.29, api/v1alpha2. */
export function operatorFiles(providers: readonly ManagedProvider[]): readonly FileContent[] {
  return components(providers).map((component) => ({
    path: `management/${operatorPath(component)}`,
    content: operatorText(component),
  }));
}

function operatorText(component: Component): string {
  const { type, name, namespace, version, url, features, variables } = component;
  return yamlText(
    {
      apiVersion: 'operator.cluster.x-k8s.io/v1alpha2',
      kind: kinds[type],
      metadata: { name, namespace },
      spec: {
        version,
        ...(features.length > 0 && {
          manager: { featureGates: Object.fromEntries(features.map(({ gate, value }) => [gate, value])) },
        }),
        ...(variables.length > 0 && { configSecret: { name: variablesSecret(component) } }),
        ...(url !== undefined && { fetchConfig: { url } }),
      },
    },
    {
      ...Object.fromEntries(features.map(({ gate, why }) => [`spec/manager/featureGates/${gate}`, why])),
      'spec/configSecret': `Made of the environment by init.sh: ${variables.map((each) => each.name).join(', ')}.`,
      'spec/fetchConfig': 'Not in the list of the operator.',
    },
  );
}
