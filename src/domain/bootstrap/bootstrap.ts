import type { FileContent } from '../cluster/spec.ts';
import { formPath, issueForm } from '../command/form.ts';
import { argocdFiles } from './argocd.ts';
import { clusterctlFile } from './clusterctl.ts';
import { components } from './components.ts';
import { configurationFile } from './configuration-file.ts';
import { exampleFiles } from './examples.ts';
import { fluxFiles } from './flux.ts';
import { identityFiles } from './identities.ts';
import { initFile } from './init-script.ts';
import { kindFile } from './kind.ts';
import { namespacesFile } from './namespaces.ts';
import { operatorFiles } from './operator.ts';
import type { BootstrapOptions } from './options.ts';
import { chosenProviders } from './providers/registry.ts';
import { rbacFile } from './rbac.ts';
import { readmeFiles } from './readme.ts';

/** What the project ships that a repository gets a copy of. */
export interface Shipped {
  /** The text of `deploy/rbac.yaml`. */
  readonly rbac: string;
  /** The files of `exampleFolder`, by their paths in it; none where the project ships none. */
  readonly examples: readonly FileContent[];
}

/** The files of a repository that is ready for its first `/create-cluster`, sorted by path. The same options, the same bytes. */
export function bootstrapTree(options: BootstrapOptions, shipped: Shipped): readonly FileContent[] {
  const chosen = chosenProviders(options.providers);
  const providers = chosen.map(([, provider]) => provider);
  const managers =
    options.capi === 'operator'
      ? components(providers).map((each) => each.namespace)
      : providers.filter((each) => each.managerSecret !== undefined).map((each) => each.namespace);
  const files = [
    configurationFile(options, chosen),
    { path: formPath, content: issueForm() },
    ...readmeFiles(options, chosen),
    kindFile(providers),
    namespacesFile(options, managers),
    initFile(options, chosen),
    ...(options.capi === 'operator' ? operatorFiles(providers) : [clusterctlFile(providers)]),
    ...chosen.flatMap(([id, provider]) => identityFiles(id, provider, options.namespace)),
    ...(options.engine === 'argocd' ? argocdFiles(options) : fluxFiles(options)),
    rbacFile(shipped.rbac, options),
    ...exampleFiles(options.packaging, options.providers, shipped.examples),
  ];
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
