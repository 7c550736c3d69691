import { registerHooks } from 'node:module';
import type { KubeConfig } from '@kubernetes/client-node';

/** What the reader of kubeconfigs takes of the generated clients, in place of all of them. */
const needed =
  "export { createConfiguration } from './configuration.js';\nexport { ServerConfiguration } from './servers.js';\n";
const marker = '?needed';

/**
 * Loads `KubeConfig` without the thousand generated API classes that the package's index brings along: they take some 75 MB and
 * 0.6 s, and the bot uses none (see `docs/adr/0012`). Throws a `SyntaxError` where a release needs more of them.
 */
export async function loadKubeConfigClass(): Promise<typeof KubeConfig> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const isGenerated = specifier === './gen/index.js' && context.parentURL?.endsWith('/client-node/dist/config.js');
      return isGenerated ? { ...resolved, url: resolved.url + marker } : resolved;
    },
    load: (url, context, next) =>
      url.endsWith(`/gen/index.js${marker}`)
        ? { format: 'module', source: needed, shortCircuit: true }
        : next(url, context),
  });
  try {
    return (await import('@kubernetes/client-node/dist/config.js')).KubeConfig;
  } finally {
    hooks.deregister();
  }
}
