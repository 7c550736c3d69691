import { addonInstaller } from '../../cluster/addon-installer.ts';
import type { AddonInstaller, ClusterSpec, Cni, Packaging, ProviderId, WorkerPool } from '../../cluster/spec.ts';
import { fault, type Outcome } from '../../finding.ts';
import { labels } from '../../manifests/manifest.ts';
import { valuesKey } from '../../manifests/packaging/helm/values.ts';
import { baseId } from '../../manifests/packaging/kustomize/base.ts';
import { flavorOf, providerIds, providers } from '../../manifests/registry.ts';
import { at, itemsAt, type Located, textAt, textsAt } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import type { EditAsked } from '../edit.ts';
import { type Scalable, scalablesOf } from '../scalables.ts';

const cnis: readonly Cni[] = ['cilium', 'calico', 'managed', 'none'];

/**
 * The spec that a cluster's files were made from, as far as a further pool goes by it: machine types of what stands are the provider's
 * usual ones. Not ok where the files do not say that the bot made them, or of what kind.
 */
export function standingSpec(asked: EditAsked, documents: readonly SourceDocument[]): Outcome<ClusterSpec> {
  const { cluster: row, configuration } = asked;
  const document = documents.find(({ path, kind }) => path === row.path && (kind === 'Cluster' || isValues(path)));
  const refuse = (why: string): Outcome<ClusterSpec> => {
    const message = `${row.path} does not say of what kind a further pool would be: ${why}.`;
    const cure = 'Add the pool by hand, beside the pools that are there.';
    const place = document?.place(document.root.at) ?? { path: row.path, line: 1 };
    return { ok: false, findings: [fault('manifest/not-editable', message, { cure, place })] };
  };
  if (document === undefined) return refuse('it has no Cluster');
  const { owner, kubernetesVersion, region } = row;
  if (owner === undefined) return refuse('it is not a file that /create-cluster wrote');
  const packaging = packagingOf(document, documents);
  const kind = kindOf(document, documents, packaging);
  if (kind === undefined) {
    const template = textsAt(document.root, 'metadata', 'labels')[labels.flavor] === 'template';
    return refuse(template ? 'a template of the repository made it' : 'its labels name no provider, flavour and CNI');
  }
  if (kubernetesVersion === undefined) return refuse('its version is not to be found');
  if (region === undefined) return refuse('its region is not to be found');
  const types = providers[kind.provider].machineTypes(configuration, kind.flavor);
  const managed = flavorOf(kind.provider, kind.flavor)?.managedControlPlane === true;
  const values = at(document.root, valuesKey);
  const endpoint = endpointOf(values, documents);
  return {
    ok: true,
    value: {
      name: row.name,
      namespace: row.namespace || configuration.clusters.namespace,
      ...kind,
      region,
      kubernetesVersion,
      controlPlane: managed
        ? { replicas: 0, machineType: '' }
        : { replicas: row.controlPlane ?? configuration.defaults.controlPlane, machineType: types.controlPlane },
      pools: scalablesOf(row.name, documents).flatMap((each) => poolOf(each, types.worker)),
      packaging,
      addons: addonInstaller(configuration.addons.installer, installersIn(documents)),
      network: {
        pods: rangeOf(document.root, values, 'pods') ?? configuration.network.pods,
        services: rangeOf(document.root, values, 'services') ?? configuration.network.services,
      },
      ...(endpoint === undefined ? {} : { endpoint }),
      owner: { ...owner, delivery: owner.delivery === 'preview' ? 'preview' : 'merge' },
    },
    notes: [],
  };
}

/** Those that installed the add-ons of a cluster that stands. */
function installersIn(documents: readonly SourceDocument[]): readonly AddonInstaller[] {
  const has = (kind: string): boolean => documents.some((each) => each.kind === kind);
  return [
    ...(has('HelmChartProxy') ? ['helm-chart-proxy' as const] : []),
    ...(has('ClusterResourceSet') ? ['cluster-resource-set' as const] : []),
  ];
}

const isValues = (path: string): boolean => path.endsWith('/values.yaml');

function packagingOf({ path, root }: SourceDocument, documents: readonly SourceDocument[]): Packaging {
  if (isValues(path)) return 'helm';
  if (documents.some((each) => each.path.endsWith('/kustomization.yaml'))) return 'kustomize';
  return at(root, 'spec', 'topology') === undefined ? 'plain' : 'clusterclass';
}

type Kind = Pick<ClusterSpec, 'provider' | 'flavor' | 'cni' | 'capi'>;

function kindOf(
  { root, apiVersion }: SourceDocument,
  documents: readonly SourceDocument[],
  packaging: Packaging,
): Kind | undefined {
  if (packaging === 'kustomize') return kindOfBase(documents);
  const values = at(root, valuesKey);
  const marks = textsAt(root, 'metadata', 'labels');
  const said =
    packaging === 'helm'
      ? { ...textsAt(values), capi: textAt(values, 'clusterApiVersion') }
      : {
          provider: marks[labels.provider],
          flavor: marks[labels.flavor],
          cni: marks[labels.cni],
          capi: apiVersion?.split('/')[1],
        };
  const provider = providerIds.find((id) => id === said.provider);
  const cni = cnis.find((each) => each === said.cni);
  const { flavor = '', capi } = said;
  if (provider === undefined || flavorOf(provider, flavor) === undefined || cni === undefined) return undefined;
  return capi === 'v1beta2' || capi === 'v1beta1' ? { provider, flavor, cni, capi } : undefined;
}

/** An overlay says what it is by the base that it names: the base is called after all that decides its objects. */
function kindOfBase(documents: readonly SourceDocument[]): Kind | undefined {
  const kustomization = documents.find(({ path }) => path.endsWith('/kustomization.yaml'));
  const names = itemsAt(kustomization?.root, 'resources').flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [item.value.slice(item.value.lastIndexOf('/') + 1)] : [],
  );
  const all = names.flatMap((name) => {
    const [kubernetesVersion] = /v\d+\.\d+\.\d+/.exec(name) ?? [];
    if (kubernetesVersion === undefined) return [];
    return kinds.flatMap(({ addons, ...kind }) =>
      baseId({ ...kind, addons, kubernetesVersion }) === name ? [kind] : [],
    );
  });
  return all[0];
}

const kinds: readonly (Kind & Pick<ClusterSpec, 'addons'>)[] = providerIds.flatMap((provider: ProviderId) =>
  providers[provider].flavors.flatMap(({ id: flavor, cnis: possible }) =>
    [...possible, 'none' as const].flatMap((cni) =>
      (['helm-chart-proxy', 'cluster-resource-set', 'external'] as const).flatMap((addons) =>
        (['v1beta2', 'v1beta1'] as const).map((capi) => ({ provider, flavor, cni, addons, capi })),
      ),
    ),
  ),
);

function poolOf({ role, pool, replicas }: Scalable, machineType: string): readonly WorkerPool[] {
  return role === 'worker' && pool !== undefined ? [{ name: pool, replicas: replicas ?? 1, machineType }] : [];
}

function rangeOf(root: Located, values: Located | undefined, key: 'pods' | 'services'): string | undefined {
  return textAt(values, 'network', key) ?? textAt(root, 'spec', 'clusterNetwork', key, 'cidrBlocks', 0);
}

function endpointOf(values: Located | undefined, documents: readonly SourceDocument[]): string | undefined {
  const hosts = documents.flatMap(({ root }) => [
    textAt(root, 'spec', 'controlPlaneEndpoint', 'host'),
    ...itemsAt(root, 'spec', 'topology', 'variables')
      .filter((item) => textAt(item, 'name') === 'endpoint')
      .map((item) => textAt(item, 'value')),
  ]);
  return textAt(values, 'endpoint') ?? hosts.find((host) => host !== undefined);
}
