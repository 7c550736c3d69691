import { z } from 'zod';
import type { Configuration } from '../domain/access/configuration.ts';
import { defaultConfiguration as defaults } from '../domain/access/default-configuration.ts';
import { mostInOnePull } from '../domain/cluster/request.ts';
import type { ProviderId } from '../domain/cluster/spec.ts';
import { parseDuration } from '../domain/command/value.ts';
import { extendsKey, repositoryForm } from './layers.ts';
import { environmentsSection, policySection, toEnvironments } from './policy.ts';
import { providerSections } from './providers/sections.ts';
import { scheduleSection } from './schedule.ts';
import {
  chart,
  chartRepository,
  chartVersion,
  choice,
  cidr,
  duration,
  flag,
  folder,
  label,
  list,
  objectName,
  pattern,
  regions,
  repoUrl,
  section,
  templatePath,
  variableName,
  variableValue,
  version,
  whole,
} from './shapes.ts';

const providerIds = Object.keys(providerSections) as [ProviderId, ...ProviderId[]];

/** `.github/clusterops.yml` as people write it. */
export const fileSchema = section({
  [extendsKey]: pattern(repositoryForm, 'the name of a repository of the same organisation, such as .github')
    .exactOptional()
    .describe(
      'Repository of the same organisation whose `.github/clusterops.yml` holds where this file says nothing: mappings are joined, lists and values are replaced.',
    ),
  clusters: section({
    folder: folder().default(defaults.clusters.folder).describe('Folder that holds a folder for each cluster.'),
    namespace: label()
      .default(defaults.clusters.namespace)
      .describe('Namespace of the management cluster in which the objects stand.'),
  })
    .prefault({})
    .describe('Where clusters are kept.'),
  defaults: section({
    kubernetesVersion: version().default(defaults.defaults.kubernetesVersion).describe('Kubernetes version.'),
    controlPlane: whole(1, 9)
      .default(defaults.defaults.controlPlane)
      .describe('Control plane machines, an odd number.'),
    workers: whole(0, 1000).default(defaults.defaults.workers).describe('Worker machines.'),
    packaging: choice('plain', 'kustomize', 'helm', 'clusterclass')
      .default(defaults.defaults.packaging)
      .describe('Form in which manifests are committed.'),
    cni: choice('cilium', 'calico', 'none').default(defaults.defaults.cni).describe('Pod network to install.'),
    ttl: duration()
      .exactOptional()
      .describe('How long a cluster lives, counted from the merge; for ever when left out.'),
  })
    .prefault({})
    .describe('What a command that does not say otherwise gets.'),
  providers: section({
    order: list(z.enum(providerIds, { error: `one of ${providerIds.join(', ')}` }), 'providers', 1, 20)
      .default([...defaults.providers.order])
      .describe('Order in which providers claim a region that several know.'),
    ...providerSections,
  })
    .prefault({})
    .describe('Settings of the infrastructure providers.'),
  capi: section({
    apiVersion: choice('auto', 'v1beta2', 'v1beta1')
      .default(defaults.capi.apiVersion)
      .describe(
        'Version of the Cluster API objects that are written; `auto` is the newest that the management cluster serves, v1beta2 where none can be seen.',
      ),
  })
    .prefault({})
    .describe('Cluster API.'),
  network: section({
    pods: cidr().default(defaults.network.pods).describe('Network of the pods.'),
    services: cidr().default(defaults.network.services).describe('Network of the services.'),
  })
    .prefault({})
    .describe('Networks of a cluster that a command does not give others.'),
  addons: section({
    installer: choice('auto', 'helm-chart-proxy', 'cluster-resource-set', 'external')
      .default(defaults.addons.installer)
      .describe(
        'What installs the pod network and what the cloud needs: the Cluster API add-on provider for Helm, ClusterResourceSets of ConfigMaps that exist beforehand, or another add-on manager. `auto`: the first where the management cluster serves HelmChartProxy, or cannot be asked; else the second.',
      ),
  })
    .prefault({})
    .describe('Add-ons.'),
  kustomize: section({
    bases: folder()
      .default(defaults.kustomize.bases)
      .describe('Folder that holds the bases of `packaging: kustomize`.'),
  })
    .prefault({})
    .describe('Packaging with Kustomize.'),
  helm: section({
    chart: chart()
      .default(defaults.helm.chart)
      .describe(
        'Chart of `packaging: helm`: a folder of the repository, an `oci://` address, or a name in `repository`.',
      ),
    repository: chartRepository()
      .exactOptional()
      .describe('Address of the chart repository; none for a folder or an `oci://` address.'),
    version: chartVersion().exactOptional().describe('Version of the chart; needed for everything but a folder.'),
  })
    .prefault({})
    .describe('Packaging with Helm.'),
  clusterClass: section({
    folder: folder()
      .default(defaults.clusterClass.folder)
      .describe('Folder of the repository in which the ClusterClasses of `packaging: clusterclass` stand.'),
    name: objectName().exactOptional().describe('Name of the ClusterClass; `<provider>-<flavour>` when left out.'),
  })
    .prefault({})
    .describe('Packaging with a ClusterClass.'),
  templates: z
    .record(
      label(),
      section({
        path: templatePath().describe('Path of the template in the repository.'),
        provider: label()
          .exactOptional()
          .describe(
            'Provider of the infrastructure that it makes, be it one that ClusterOps has no manifests of, such as `nutanix`; found by the region when left out.',
          ),
        variables: z
          .record(variableName(), variableValue(), { error: 'a mapping of names to values' })
          .default({})
          .describe('Values of its variables.'),
      }),
      { error: 'a mapping of names to templates' },
    )
    .default({})
    .describe('clusterctl templates of the repository, by the name that `template=` gives.'),
  regions: regions().exactOptional().describe('The only regions that are allowed; all when left out.'),
  delivery: choice('merge', 'preview')
    .default(defaults.delivery)
    .describe('Whether clusters come up after the merge, or already from the pull request.'),
  engine: choice('argocd', 'flux', 'auto')
    .default(defaults.engine)
    .describe('GitOps engine that applies the folder; `auto` takes the one that is in the management cluster.'),
  argocd: section({
    namespace: label().default(defaults.argocd.namespace).describe('Namespace of Argo CD.'),
    project: objectName().default(defaults.argocd.project).describe('AppProject of the clusters.'),
    previewProject: objectName().default(defaults.argocd.previewProject).describe('AppProject of previews.'),
    repoUrl: repoUrl()
      .exactOptional()
      .describe('Address of this repository as Argo CD has it; its GitHub address when left out.'),
  })
    .prefault({})
    .describe('Argo CD.'),
  flux: section({
    namespace: label().default(defaults.flux.namespace).describe('Namespace of Flux.'),
    serviceAccount: objectName()
      .default(defaults.flux.serviceAccount)
      .describe(
        'Service account as which Flux applies: previews in that namespace, HelmReleases in that of the clusters.',
      ),
    source: section({
      name: objectName().default(defaults.flux.source.name).describe('Its name.'),
      namespace: label().exactOptional().describe('Its namespace; that of Flux when left out.'),
    })
      .prefault({})
      .describe(
        'GitRepository of this repository, which follows the default branch: charts of clusters are made from it.',
      ),
    storageNamespace: label()
      .default(defaults.flux.storageNamespace)
      .describe('Namespace in which Helm keeps the Secrets of HelmReleases; it should have no others.'),
    secret: objectName()
      .exactOptional()
      .describe('Secret in that namespace with which Flux reads a private repository, for previews.'),
    provider: choice('generic', 'github', 'azure')
      .exactOptional()
      .describe('`provider` of the GitRepository that the Secret is for; `generic` when left out.'),
    repoUrl: repoUrl()
      .exactOptional()
      .describe('Address of this repository as Flux has it; its GitHub address when left out.'),
  })
    .prefault({})
    .describe('Flux.'),
  checks: section({
    required: flag()
      .default(defaults.checks.required)
      .describe('Whether branch protection requires the checks: all of them are then posted on every pull request.'),
  })
    .prefault({})
    .describe('Check runs.'),
  access: section({
    permission: choice('triage', 'write', 'maintain', 'admin')
      .default('write')
      .describe('Repository permission that commands which change something need.'),
    allowBots: list(pattern(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\[bot\])?$/, 'the login of a bot'), 'logins', 0, 50)
      .default([...defaults.access.allowBots])
      .describe('Bots whose comments count; those of all others are ignored.'),
  })
    .prefault({})
    .describe('Who may.'),
  limits: section({
    workers: whole(0, 1000).default(defaults.limits.workers).describe('Most workers of one cluster.'),
    controlPlane: whole(1, 9)
      .default(defaults.limits.controlPlane)
      .describe('Most control plane machines of one cluster.'),
    clustersPerComment: whole(1, 20)
      .default(defaults.limits.clustersPerComment)
      .describe('Most clusters of one comment.'),
  })
    .prefault({})
    .describe('How much one command may ask for.'),
  deletion: section({
    protected: list(
      pattern(/^[a-z*][a-z0-9*-]{0,62}$/, 'the name of a cluster, in which * stands for any characters'),
      'names',
      0,
      200,
    )
      .default([...defaults.deletion.protected])
      .describe('Clusters that are not deleted; `*` stands for any characters.'),
    confirmWithin: duration()
      .default('1h')
      .describe('How long the code that confirms a deletion is valid, at most 7 days.'),
    secondPerson: flag()
      .default(defaults.deletion.secondPerson)
      .describe('Whether somebody else than who asked must confirm a deletion.'),
  })
    .prefault({})
    .describe('Deletion of clusters.'),
  environments: environmentsSection,
  policy: policySection,
  lifetime: section({
    most: duration()
      .exactOptional()
      .describe('Longest life of a cluster, extensions included; clusters may have no end when left out.'),
    warnBefore: duration()
      .default('1d')
      .describe('How long before the end of a life it is warned of; never more than a third of that life.'),
  })
    .prefault({})
    .describe('How long clusters live.'),
  schedule: scheduleSection,
  fleet: section({
    waves: list(whole(1, mostInOnePull), 'sizes', 0, 20)
      .default([...defaults.fleet.waves])
      .describe(
        'How many clusters a command with a selector changes in its first pull request, in the second, and so on; the last number holds for all that are left. All in one when left out.',
      ),
  })
    .prefault({})
    .describe('Commands with a selector.'),
  labels: list(pattern(/^[^\s,](?:[^\n\r,]{0,48}[^\s,])?$/, 'a label of at most 50 characters'), 'labels', 0, 20)
    .default([...defaults.labels])
    .describe('Labels that pull requests get.'),
});

type File = z.output<typeof fileSchema>;

/** The configuration that a file means. */
export function toConfiguration(file: File): Configuration {
  const { [extendsKey]: _, ...own } = file;
  const { ttl, kubernetesVersion, ...others } = file.defaults;
  const { confirmWithin, ...deletion } = file.deletion;
  const { most, warnBefore } = file.lifetime;
  const mostSeconds = most === undefined ? undefined : parseDuration(most);
  const ttlSeconds = ttl === undefined ? undefined : parseDuration(ttl);
  return {
    ...own,
    environments: toEnvironments(file.environments),
    deletion: {
      ...deletion,
      confirmWithinSeconds: parseDuration(confirmWithin) ?? defaults.deletion.confirmWithinSeconds,
    },
    lifetime: {
      warnBeforeSeconds: parseDuration(warnBefore) ?? defaults.lifetime.warnBeforeSeconds,
      ...(mostSeconds === undefined ? {} : { mostSeconds }),
    },
    defaults: {
      ...others,
      kubernetesVersion: kubernetesVersion.startsWith('v') ? kubernetesVersion : `v${kubernetesVersion}`,
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    },
  };
}
