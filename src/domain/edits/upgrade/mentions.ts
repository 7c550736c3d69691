import { carriedVersion } from '../../cluster/upgrade-path.ts';
import { type Finding, fault } from '../../finding.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import { scalarsOf } from '../machine-template.ts';
import { namesMinor } from './named-version.ts';

const mostMentions = 5;

/**
 * Where files name the old minor version beside the versions that an upgrade changes: an add-on pinned to it, such as a cloud controller
 * or the kube-proxy of EKS, or a script. None when the minor version stays.
 */
export function mentionsOf(documents: readonly SourceDocument[], from: string, to: string): readonly Finding[] {
  if (carriedVersion(from)?.minor === carriedVersion(to)?.minor) return [];
  const mentions = documents
    .filter(({ kind = '', path }) => !/MachineTemplate$/.test(kind) && !path.endsWith('/kustomization.yaml'))
    .flatMap(({ path, kind, root, place }) =>
      scalarsOf(root).flatMap(({ scalar, keys }) => {
        const own = ['version', 'kubernetesVersion'].includes(keys.at(-1) ?? '') && scalar.value === from;
        if (typeof scalar.value !== 'string' || own || keys[0] === 'metadata' || keys.includes('settings')) return [];
        return namesMinor(scalar.value, from)
          ? [{ path, what: kind ?? 'file', key: keys.join('.'), place: place(scalar.at) }]
          : [];
      }),
    );
  return mentions.slice(0, mostMentions).map(({ what, key, place }) => ({
    ...fault(
      'cluster/upgrade-needs',
      `${key} of the ${what} names the version ${from.replace(/^v/, '')} or its minor version, and stays as it is.`,
      {
        cure: 'If an add-on goes by the version of Kubernetes, raise it in a pull request of its own once the control plane is up to date.',
        place,
      },
    ),
    severity: 'warning',
  }));
}
