import { z } from 'zod';
import type { Configuration } from '../domain/access/configuration.ts';
import { defaultConfiguration as defaults } from '../domain/access/default-configuration.ts';
import { parseDuration } from '../domain/command/value.ts';

// Each leaf carries what it `must be`, in words: findings, JSON Schema and documentation are made from it.
// `patternErrorMessage` is what the language servers of YAML and JSON show.

const whole = (min: number, max: number) => {
  const must = `a whole number from ${min} to ${max}`;
  return z.int({ error: must }).min(min, { error: must }).max(max, { error: must });
};
const choice = <const T extends readonly [string, ...string[]]>(...of: T) =>
  z.enum(of, { error: `one of ${of.join(', ')}` });
const pattern = (shape: RegExp, must: string) =>
  z
    .string({ error: must })
    .regex(shape, { error: must })
    .meta({ patternErrorMessage: `It must be ${must}.` });
const flag = () => z.boolean({ error: 'true or false' });

const label = () =>
  pattern(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a DNS label: lower-case letters, digits and hyphens, at most 63');
const objectName = () =>
  pattern(
    /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
    'the name of a Kubernetes object: lower-case letters, digits, dots and hyphens',
  );
const word = (what: string) => pattern(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/, what);
const list = <T extends z.ZodType>(item: T, what: string, min: number, max: number) =>
  z
    .array(item, { error: `a list of ${what}` })
    .min(min, { error: `a list of at least ${min} ${what}` })
    .max(max, { error: `a list of at most ${max} ${what}` });
const regions = () => list(word('the name of a region'), 'regions', 1, 200);
const section = <T extends z.core.$ZodShape>(shape: T) =>
  z.strictObject(shape, { error: 'a mapping of keys to values' });

const segment = '(?!\\.{1,2}(?:/|$)|\\.[gG][iI][tT](?:[hH][uU][bB])?(?:/|$))[A-Za-z0-9._-]{1,100}';
const folder = () =>
  pattern(
    new RegExp(`^(?:${segment}/){0,9}${segment}$`),
    'a folder of the repository, without a slash at either end, outside .git and .github',
  );
const version = () => pattern(/^v?1\.\d{1,3}\.\d{1,3}$/, 'a Kubernetes version such as v1.34.3');
const duration = () => pattern(/^(?:\d{1,6}[smhdw]){1,5}$/, 'a duration such as 72h, 3d or 90m');
// No user information before the host: credentials do not belong into a repository.
const repoUrl = () =>
  pattern(
    /^(?:https:\/\/[^\s/@]{1,253}\/|ssh:\/\/git@[^\s/@]{1,253}\/|git@[A-Za-z0-9.-]{1,253}:)[^\s@]{1,500}$/,
    'an https or ssh address without credentials',
  );
const printable = () => pattern(/^(?!.*(?:\$\{|\{\{))[\x20-\x7e]{1,255}$/, 'printable text of at most 255 characters');

/** `.github/clusterops.yml` as people write it. */
export const fileSchema = section({
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
    ttl: duration().optional().describe('How long a cluster lives, counted from the merge; for ever when left out.'),
  })
    .prefault({})
    .describe('What a command that does not say otherwise gets.'),
  providers: section({
    order: list(choice('aws', 'dev'), 'providers', 1, 20)
      .default([...defaults.providers.order])
      .describe('Order in which providers claim a region that several know.'),
    aws: section({
      sshKeyName: printable().optional().describe('Name of the EC2 key pair; no SSH access when left out.'),
      identity: section({
        kind: choice('AWSClusterControllerIdentity', 'AWSClusterRoleIdentity', 'AWSClusterStaticIdentity')
          .default(defaults.providers.aws.identity.kind)
          .describe('Kind of the identity.'),
        name: objectName().default(defaults.providers.aws.identity.name).describe('Name of the identity.'),
      })
        .prefault({})
        .describe('Identity of the provider that clusters refer to; its credentials stay in the management cluster.'),
      controlPlaneMachineType: word('an EC2 instance type')
        .default(defaults.providers.aws.controlPlaneMachineType)
        .describe('Machine type of the control plane.'),
      machineType: word('an EC2 instance type')
        .default(defaults.providers.aws.machineType)
        .describe('Machine type of the workers.'),
      regions: regions().optional().describe('Regions that the provider knows, in place of its own table.'),
    })
      .prefault({})
      .describe('Amazon Web Services.'),
    dev: section({
      backend: choice('in-memory', 'docker')
        .default(defaults.providers.dev.backend)
        .describe('What machines are: entries in memory, or containers.'),
    })
      .prefault({})
      .describe('Clusters for rehearsal.'),
  })
    .prefault({})
    .describe('Settings of the infrastructure providers.'),
  capi: section({
    apiVersion: choice('v1beta2', 'v1beta1')
      .default(defaults.capi.apiVersion)
      .describe('Version of the Cluster API objects that are written.'),
  })
    .prefault({})
    .describe('Cluster API.'),
  regions: regions().optional().describe('The only regions that are allowed; all when left out.'),
  delivery: choice('merge', 'preview')
    .default(defaults.delivery)
    .describe('Whether clusters come up after the merge, or already from the pull request.'),
  engine: choice('argocd', 'flux', 'auto')
    .default(defaults.engine)
    .describe('GitOps engine that applies the folder; `flux` is not available yet.'),
  argocd: section({
    namespace: label().default(defaults.argocd.namespace).describe('Namespace of Argo CD.'),
    project: objectName().default(defaults.argocd.project).describe('AppProject of the clusters.'),
    previewProject: objectName().default(defaults.argocd.previewProject).describe('AppProject of previews.'),
    repoUrl: repoUrl()
      .optional()
      .describe('Address of this repository as Argo CD has it; its GitHub address when left out.'),
  })
    .prefault({})
    .describe('Argo CD.'),
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
  labels: list(pattern(/^[^\s,](?:[^\n\r,]{0,48}[^\s,])?$/, 'a label of at most 50 characters'), 'labels', 0, 20)
    .default([...defaults.labels])
    .describe('Labels that pull requests get.'),
});

type File = z.output<typeof fileSchema>;

/** The configuration that a file means. */
export function toConfiguration(file: File): Configuration {
  const { ttl, kubernetesVersion, ...others } = file.defaults;
  const { aws, ...providers } = file.providers;
  const { sshKeyName, regions: awsRegions, ...awsOthers } = aws;
  const { repoUrl: address, ...argocd } = file.argocd;
  const { regions: allowed, ...rest } = file;
  const ttlSeconds = ttl === undefined ? undefined : parseDuration(ttl);
  return {
    ...rest,
    defaults: {
      ...others,
      kubernetesVersion: kubernetesVersion.startsWith('v') ? kubernetesVersion : `v${kubernetesVersion}`,
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    },
    providers: {
      ...providers,
      aws: { ...awsOthers, ...(sshKeyName ? { sshKeyName } : {}), ...(awsRegions ? { regions: awsRegions } : {}) },
    },
    argocd: { ...argocd, ...(address ? { repoUrl: address } : {}) },
    ...(allowed ? { regions: allowed } : {}),
  };
}
