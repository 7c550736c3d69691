import type { ClusterSpec, ProviderId } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';

/** A text of the configuration with `{version}` (as in `1.34.3`) and `{cluster}` filled in. */
export function fillIn(
  text: string,
  { name, kubernetesVersion }: Pick<ClusterSpec, 'name' | 'kubernetesVersion'>,
): string {
  return text.replaceAll('{version}', kubernetesVersion.replace(/^v/, '')).replaceAll('{cluster}', name);
}

/**
 * A finding when the name of a machine image says another version of Kubernetes than the cluster is to have: kubeadm of one
 * version does not start a cluster of another.
 */
export function checkImageVersion(
  provider: ProviderId,
  key: string,
  image: string | undefined,
  spec: Pick<ClusterSpec, 'name' | 'kubernetesVersion'>,
): readonly Finding[] {
  if (image === undefined) return [];
  const name = fillIn(image, spec);
  const said = [...name.matchAll(/(?<![\d.])1\.\d{2}\.\d{1,2}(?![\d.])/g)].map(([version]) => version);
  const wanted = spec.kubernetesVersion.replace(/^v/, '');
  if (said.length === 0 || said.includes(wanted)) return [];
  return [
    {
      code: 'cluster/version-unsupported',
      severity: 'error',
      message: `Kubernetes ${wanted} is asked for, but by its name the machine image "${name}" holds ${said.join(' and ')} (providers.${provider}.${key}).`,
      cure: `Use version=${said[0]}, or write {version} into providers.${provider}.${key} where versions have images of their own.`,
    },
  ];
}
