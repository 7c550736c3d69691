import type { ObjectRef } from '../../cluster/spec.ts';
import type { ObservedKustomization } from './objects.ts';

/** How an inventory names an object. Colons in names of RBAC objects are written as two underscores. */
const entryOf = ({ namespace, name, group, kind }: ObjectRef): string =>
  `${namespace ?? ''}_${name.replaceAll(':', '__')}_${group}_${kind}`;

/** Those of the objects that a Kustomization has not applied. */
export const missingFrom = ({ inventory }: ObservedKustomization, objects: readonly ObjectRef[]) =>
  objects.filter((object) => !inventory.has(entryOf(object)));

/** Whether a Kustomization or a HelmRelease applied one of the objects. */
export const holdsAny = (
  { inventory }: Pick<ObservedKustomization, 'inventory'>,
  objects: readonly ObjectRef[],
): boolean => objects.some((object) => inventory.has(entryOf(object)));

/** The objects of Cluster API, its providers and add-ons in an inventory, in a version that they may have. */
export const clusterObjectsIn = (inventory: ReadonlySet<string>): readonly ObjectRef[] =>
  [...inventory].flatMap((entry) => {
    const [namespace = '', name = '', group = '', kind = ''] = entry.split('_');
    if (!/(?:^|\.)cluster\.x-k8s\.io$/.test(group)) return [];
    return [{ group, version: 'v1beta2', kind, name, ...(namespace === '' ? {} : { namespace }) }];
  });
