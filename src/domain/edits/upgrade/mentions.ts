import { carriedVersion } from '../../cluster/upgrade-path.ts';
import { type Finding, fault } from '../../finding.ts';
import { valuesKey } from '../../manifests/packaging/helm/values.ts';
import { at } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import { scalarsOf } from '../machine-template.ts';
import { isPatched } from '../patches.ts';
import { followVersion, namesMinor } from './named-version.ts';

const mostMentions = 5;

/** What an upgrade reads: the folder of the cluster as it is to be, and the objects of the bases that it is built from. */
export interface Read {
  readonly own: readonly SourceDocument[];
  readonly bases: readonly SourceDocument[];
}

/** What a pool of a chart's values has for itself changes in the pool's own step. */
const isOfPool = ([first, second, third]: readonly string[]): boolean =>
  first === valuesKey && second === 'pools' && third === 'settings';

const isMachines = ({ kind = '' }: SourceDocument): boolean => kind.endsWith('MachineTemplate');

/**
 * Where files still name the old minor version after an upgrade has changed what is its own: an add-on pinned to it, such as a cloud
 * controller or the kube-proxy of EKS, or a script. None when the minor version stays.
 */
export function mentionsOf({ own, bases }: Read, from: string, to: string): readonly Finding[] {
  if (carriedVersion(from)?.minor === carriedVersion(to)?.minor) return [];
  const patched = isPatched(own);
  const mentions = [...own, ...bases]
    .filter((document) => !isMachines(document) && !document.path.endsWith('/kustomization.yaml'))
    .flatMap((document) =>
      scalarsOf(document.root).flatMap(({ scalar: { at: offset, value }, keys }) => {
        const version = ['version', 'kubernetesVersion'].includes(keys.at(-1) ?? '') && value === from;
        if (
          typeof value !== 'string' ||
          version ||
          keys[0] === 'metadata' ||
          isOfPool(keys) ||
          !namesMinor(value, from)
        )
          return [];
        if (bases.includes(document) && patched(document, keys)) return [];
        return [{ what: document.kind ?? 'file', key: keys.join('.'), place: document.place(offset) }];
      }),
    );
  return mentions.slice(0, mostMentions).map(({ what, key, place }) => ({
    ...fault(
      'cluster/upgrade-needs',
      `${key} of the ${what} names the version ${plain(from)} or its minor version, and stays as it is.`,
      {
        cure: 'If an add-on goes by the version of Kubernetes, raise it in a pull request of its own once the control plane is up to date.',
        place,
      },
    ),
    severity: 'warning',
  }));
}

/**
 * Machine images of the old version that stand in a base only. They stay, because other clusters may be built from it; machines
 * that kubeadm is to bring to another version do not start from them.
 */
export function imagesOfBases({ own, bases }: Read, from: string, to: string): readonly Finding[] {
  const patched = isPatched(own);
  return bases.filter(isMachines).flatMap((document) =>
    scalarsOf(at(document.root, 'spec'), ['spec']).flatMap(
      ({ scalar: { at: offset, value }, keys }): readonly Finding[] => {
        const wanted = typeof value === 'string' ? followVersion(value, from, to) : undefined;
        if (wanted === undefined || wanted === value || patched(document, keys)) return [];
        const message = `${keys.join('.')} of the ${document.kind} is "${String(value)}" in a base, which stays as it is: the new machines would start from it.`;
        const cure = `Before you merge, give the machine template a value for ${plain(to)} in the cluster's own patch, such as "${wanted}".`;
        const place = document.place(offset);
        return [{ ...fault('cluster/upgrade-needs', message, { cure, place }), severity: 'warning' }];
      },
    ),
  );
}

const plain = (version: string): string => version.replace(/^v/, '');
