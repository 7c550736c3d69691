import type { FileContent } from '../cluster/spec.ts';
import type { JsonObject } from '../manifests/manifest.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import { type Component, components } from './components.ts';
import type { ManagedProvider } from './providers/provider.ts';
import { versions } from './versions.ts';

const flags = {
  core: '--core',
  bootstrap: '--bootstrap',
  'control-plane': '--control-plane',
  infrastructure: '--infrastructure',
  ipam: '--ipam',
  addon: '--addon',
} as const;

/** The flag and value by which `clusterctl init` installs a component. */
export function initArgument({ type, name, version }: Component): string {
  return `${flags[type]} ${name}:${version}`;
}

/** Name of a component's object of kind Provider. Source: clusterctl's ManifestLabel. */
export function providerObject({ type, name }: Component): string {
  return type === 'core' ? name : `${type}-${name}`;
}

/** `management/clusterctl.yaml`: what is not secret of what clusterctl must be told. */
export function clusterctlFile(providers: readonly ManagedProvider[]): FileContent {
  const all = components(providers);
  const features = all.flatMap((each) => each.features);
  const custom = all.flatMap(({ name, url }) =>
    url === undefined ? [] : [{ name, url, type: 'InfrastructureProvider' }],
  );
  const why = Map.groupBy(features, (each) => each.variable);
  const comments: Record<string, string> = {
    'cert-manager': 'The version that this release of clusterctl is made for.',
    ...Object.fromEntries(
      [...why].map(([variable, of]) => [variable, [...new Set(of.map((each) => each.why))].join('\n')]),
    ),
    ...(custom.length > 0 && { providers: 'Not in the list of clusterctl.' }),
  };
  const settings: JsonObject = {
    'cert-manager': { version: versions.certManager },
    ...(custom.length > 0 && { providers: custom }),
    ...Object.fromEntries(features.map(({ variable, value }) => [variable, String(value)])),
  };
  const head = '# Read by init.sh. Secrets do not belong here: give them in the environment.\n\n';
  return { path: 'management/clusterctl.yaml', content: `${head}${yamlText(settings, comments)}` };
}
