import { defaultConfiguration } from '../access/default-configuration.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { JsonObject } from '../manifests/manifest.ts';
import { yamlText } from '../manifests/yaml-text.ts';
import { project } from './argocd.ts';
import { sourceSecret } from './flux.ts';
import type { BootstrapOptions } from './options.ts';
import type { Chosen } from './providers/registry.ts';

const defaults = defaultConfiguration;
/** Where the bot takes the address of the repository from by itself. */
const onGitHub = /^https:\/\/github\.com\//;

/** `.github/clusterops.yml`: what differs from the defaults, and what a person has still to fill in, as comments. */
export function configurationFile(options: BootstrapOptions, chosen: Chosen): FileContent {
  const { clustersFolder, namespace, packaging, engine, repoUrl } = options;
  const clusters = {
    ...(clustersFolder !== defaults.clusters.folder && { folder: clustersFolder }),
    ...(namespace !== defaults.clusters.namespace && { namespace }),
  };
  const settings: JsonObject = {
    ...(Object.keys(clusters).length > 0 && { clusters }),
    ...(packaging !== defaults.defaults.packaging && { defaults: { packaging } }),
    ...(engine === 'argocd' && {
      argocd: { project, ...(!onGitHub.test(repoUrl) && { repoUrl }) },
    }),
    ...(engine === 'flux' && {
      engine,
      ...(!onGitHub.test(repoUrl) && {
        flux: { ...(!repoUrl.startsWith('https:') && { secret: sourceSecret }), repoUrl },
      }),
    }),
    providers: { order: [...options.providers] },
  };
  const body = yamlText(settings, {
    'argocd/repoUrl': 'As Argo CD has it.',
    'flux/repoUrl': 'As Flux has it.',
    'flux/secret': 'With which Flux reads the repository for previews.',
    'providers/order': 'Those that the management cluster has: a region of another one is refused.',
  });
  return { path: '.github/clusterops.yml', content: `${head}${body}${toFillIn(options, chosen)}` };
}

const head = `# Settings of ClusterOps, read from the default branch. Only what differs from the defaults stands here; docs/configuration.md
# of ClusterOps has every key.
`;

function toFillIn({ namespace }: BootstrapOptions, chosen: Chosen): string {
  return chosen
    .map(([id, provider]) => [id, provider.settings(namespace)] as const)
    .filter(([, lines]) => lines.length > 0)
    .map(([id, lines]) =>
      [
        '',
        `  # Needed before the first command for ${id}: give your values, and take the first # of each line away.`,
        `  #${id}:`,
        ...lines.map((line) => `  #  ${line}`),
      ]
        .map((line) => `${line}\n`)
        .join(''),
    )
    .join('');
}
