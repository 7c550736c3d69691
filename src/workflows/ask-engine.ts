import type { ObjectRef } from '../domain/cluster/spec.ts';
import type { Engine } from '../domain/gitops/engine.ts';
import { findFollowers } from '../domain/gitops/followers.ts';
import type { Manifest } from '../domain/gitops/manifest.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { RequestRecord } from '../ports/requests.ts';
import { wantedSync } from './wanted-sync.ts';

/**
 * Patches the objects of the engines that show a request's clusters, each with what its engine takes for an order; returns how many
 * there were. A source of Flux comes before what reads it, so that this reads something new.
 */
export async function askEngine(
  { managementClusters }: { readonly managementClusters: ManagementClusters },
  record: RequestRecord,
  patches: Readonly<Record<Engine, (ref: ObjectRef) => Manifest>>,
): Promise<number> {
  const { acts, view } = managementClusters.of(record.request);
  const sha = record.mergeSha ?? record.pull?.headSha;
  if (acts === undefined || sha === undefined) return 0;
  const found = record.request.clusters.map((cluster) =>
    findFollowers(view.gitops(), wantedSync(record, cluster, sha)),
  );
  const applications = found.flatMap(({ argocd }) => argocd.map(({ application }) => application));
  const flux = found.flatMap((each) => each.flux);
  const orders: readonly (readonly [Engine, ObjectRef])[] = [
    ...applications.map((each) => ['argocd', refOf('argoproj.io', 'v1alpha1', 'Application', each)] as const),
    ...flux.flatMap(({ source }) =>
      source === undefined ? [] : [['flux', refOf('source.toolkit.fluxcd.io', 'v1', source.kind, source)] as const],
    ),
    ...flux.map(
      ({ kustomization }) =>
        ['flux', refOf('kustomize.toolkit.fluxcd.io', 'v1', 'Kustomization', kustomization)] as const,
    ),
    ...flux
      .flatMap(({ releases }) => releases)
      .flatMap(({ release, chart, ref }) => [
        ...(chart === undefined
          ? []
          : [['flux', refOf('source.toolkit.fluxcd.io', 'v1', 'HelmChart', chart)] as const]),
        ...(release === undefined ? [] : [['flux', ref] as const]),
      ]),
  ];
  const once = new Map(orders.map((order) => [JSON.stringify(order), order]));
  let count = 0;
  for (const [engine, ref] of once.values())
    if ((await acts.patch(ref, patches[engine](ref))) === 'patched') count += 1;
  return count;
}

const refOf = (
  group: string,
  version: string,
  kind: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): ObjectRef => ({ group, version, kind, namespace, name });
