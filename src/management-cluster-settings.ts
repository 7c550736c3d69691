import { dirname, resolve } from 'node:path';
import { decodeManagementClusters, type WrittenCluster } from './configuration/management-clusters.ts';
import type { NamedCluster } from './domain/assignment.ts';
import { type Finding, fault, type Place } from './domain/finding.ts';
import { invalid, missing } from './settings-findings.ts';

/** How a management cluster is reached, what is watched in it, and which repositories are given it. */
export interface ManagementClusterSettings extends NamedCluster {
  readonly source: 'kubeconfig' | 'in-cluster';
  /** One kubeconfig, or several as in `KUBECONFIG`. */
  readonly path?: string;
  readonly context?: string;
  readonly argocdNamespaces: readonly string[];
  /** Names and addresses by which Argo CD knows it, beside `in-cluster` and `https://kubernetes.default.svc`. */
  readonly argocdDestinations: readonly string[];
  readonly fluxNamespaces: readonly string[];
  /** The user that dry runs are asked as; absent: there are none. */
  readonly dryRunAs?: string;
  /** Where the settings file names it; absent where variables do. */
  readonly place?: Place;
}

interface Variables {
  readonly text: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[];
  readonly oneOf: <T extends string>(name: string, fallback: T, allowed: readonly T[]) => T;
}

interface Files {
  readonly read: (path: string) => string;
  readonly exists: (path: string) => boolean;
}

const serviceAccountToken = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Leads and jobs of the only management cluster are known by this name. */
const onlyOne = 'management-cluster';

/**
 * The management clusters: those of the file that `MANAGEMENT_CLUSTERS_FILE` names, else the only one, which is every
 * repository's; none where there is nothing to reach one with. Faults are added to `findings`.
 */
export function readManagementClusters(
  variables: Variables,
  files: Files,
  served: readonly string[],
  findings: Finding[],
): readonly ManagementClusterSettings[] {
  const { text, list } = variables;
  const dryRunAs = text('DRY_RUN_AS');
  if (dryRunAs !== undefined && (/\s/.test(dryRunAs) || /^system:(masters|admin)$/.test(dryRunAs))) {
    findings.push(
      invalid(
        'DRY_RUN_AS',
        `"${dryRunAs}" is not a user whom a policy holds to dry runs`,
        'Give the service account that deploy/ ships, such as system:serviceaccount:clusterops:clusterops-dry-run.',
      ),
    );
  }
  const argocdNamespaces = list('ARGOCD_NAMESPACES');
  const fluxNamespaces = list('FLUX_NAMESPACES');
  const common: Common = {
    argocdNamespaces: argocdNamespaces.length > 0 ? argocdNamespaces : ['argocd'],
    fluxNamespaces: fluxNamespaces.length > 0 ? fluxNamespaces : ['flux-system'],
    ...(dryRunAs === undefined ? {} : { dryRunAs }),
  };
  const path = text('MANAGEMENT_CLUSTERS_FILE');
  return path === undefined
    ? readOnlyOne(variables, files, common, findings)
    : readFile(resolve(path), variables, files, served, common, findings);
}

type Common = Pick<ManagementClusterSettings, 'argocdNamespaces' | 'fluxNamespaces' | 'dryRunAs'>;

function readOnlyOne(
  { text, list, oneOf }: Variables,
  files: Files,
  common: Common,
  findings: Finding[],
): readonly ManagementClusterSettings[] {
  const kubeconfig = text('KUBECONFIG');
  const context = text('KUBE_CONTEXT');
  const inCluster = files.exists(serviceAccountToken);
  const automatic = kubeconfig !== undefined ? 'kubeconfig' : inCluster ? 'in-cluster' : 'none';
  const asked = oneOf('MANAGEMENT_CLUSTER', 'auto', ['auto', 'kubeconfig', 'in-cluster', 'none']);
  if (asked === 'kubeconfig' && kubeconfig === undefined) {
    findings.push(missing('KUBECONFIG', 'MANAGEMENT_CLUSTER=kubeconfig needs the path of one.'));
  }
  const source = asked === 'auto' ? automatic : asked;
  if (source === 'none') return [];
  return [
    {
      name: onlyOne,
      source,
      ...(kubeconfig === undefined ? {} : { path: kubeconfig }),
      ...(context === undefined ? {} : { context }),
      ...common,
      argocdDestinations: list('ARGOCD_DESTINATIONS'),
      repositories: [{ match: ['*'], namespaces: list('CLUSTER_NAMESPACES') }],
    },
  ];
}

/** What these variables say of the only management cluster, the file says of each. */
const saidByFile = ['MANAGEMENT_CLUSTER', 'KUBE_CONTEXT', 'CLUSTER_NAMESPACES', 'ARGOCD_DESTINATIONS'] as const;

function readFile(
  path: string,
  { text }: Variables,
  files: Files,
  served: readonly string[],
  common: Common,
  findings: Finding[],
): readonly ManagementClusterSettings[] {
  for (const name of saidByFile) {
    if (text(name) === undefined) continue;
    const cure = `Remove it; ${path} says it of each management cluster.`;
    findings.push(invalid(name, 'it is for a server without MANAGEMENT_CLUSTERS_FILE', cure));
  }
  let content: string;
  try {
    content = files.read(path);
  } catch {
    const cure = 'Correct the path, or let the process read the file.';
    findings.push(invalid('MANAGEMENT_CLUSTERS_FILE', `"${path}" cannot be read`, cure));
    return [];
  }
  const read = decodeManagementClusters(content, path, served);
  if (!read.ok) {
    findings.push(...read.findings);
    return [];
  }
  const clusters = read.clusters.map((written) => settingsOf(written, dirname(path), text('KUBECONFIG'), common));
  for (const [index, cluster] of clusters.entries()) findings.push(...unreachable(cluster, clusters.slice(0, index)));
  return clusters;
}

function settingsOf(
  {
    inCluster,
    kubeconfig,
    context,
    argocdNamespaces,
    argocdDestinations,
    fluxNamespaces,
    dryRunAs,
    name,
    place,
    repositories,
  }: WrittenCluster,
  folder: string,
  otherwise: string | undefined,
  common: Common,
): ManagementClusterSettings {
  const path = kubeconfig === undefined ? otherwise : resolve(folder, kubeconfig);
  // A kubeconfig of its own says by itself which context is meant; one of many contexts does not.
  const chosen = context === undefined && kubeconfig !== undefined ? {} : { context: context ?? name };
  return {
    ...common,
    name,
    place,
    repositories,
    argocdDestinations,
    ...(inCluster
      ? { source: 'in-cluster' as const }
      : { source: 'kubeconfig' as const, ...chosen, ...(path === undefined ? {} : { path }) }),
    ...(argocdNamespaces === undefined ? {} : { argocdNamespaces }),
    ...(fluxNamespaces === undefined ? {} : { fluxNamespaces }),
    ...(dryRunAs === undefined ? {} : { dryRunAs }),
  };
}

/** A management cluster of two names would be led, watched and shared out twice. */
function unreachable(
  { name, source, path, context, place = {} }: ManagementClusterSettings,
  before: readonly ManagementClusterSettings[],
): readonly Finding[] {
  if (source === 'kubeconfig' && path === undefined) {
    const cure = 'Set KUBECONFIG, or kubeconfig of this management cluster.';
    return [fault('settings/missing', `${name} has no kubeconfig.`, { place, cure })];
  }
  const same = before.find((each) => each.source === source && each.path === path && each.context === context);
  if (same === undefined) return [];
  const what =
    source === 'in-cluster'
      ? 'the cluster that the bot runs in'
      : context === undefined
        ? `what ${path} says is current`
        : `the context "${context}"`;
  const cure = 'Name it once, with the repositories of both.';
  return [fault('settings/invalid', `${same.name} and ${name} are both ${what}.`, { place, cure })];
}
