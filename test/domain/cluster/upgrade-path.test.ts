import { describe, expect, test } from '@jest/globals';
import { type UpgradeAsked, upgradeStep } from '../../../src/domain/cluster/upgrade-path.ts';

function step(from: string, target: string, pools: readonly string[] = [from], more: Partial<UpgradeAsked> = {}) {
  const outcome = upgradeStep({
    cluster: 'shop',
    target,
    versions: { controlPlane: from, pools: pools.map((version, index) => ({ name: `md-${index}`, version })) },
    ...more,
  });
  return outcome.ok ? outcome.value : outcome.findings.map(({ message, cure }) => `${message} ${cure}`).join('\n');
}

describe('the way from one version of Kubernetes to another', () => {
  test.each([
    ['v1.34.3', 'v1.34.4', ['v1.34.3'], 'control plane'],
    ['v1.34.3', 'v1.35.2', ['v1.34.3'], 'control plane'],
    ['v1.34.3', 'v1.35.2', ['v1.32.9', 'v1.34.3'], 'control plane'],
    ['v1.35.2', 'v1.35.2', ['v1.34.3', 'v1.35.2'], 'workers'],
    ['v1.35.2', 'v1.35.2', ['v1.32.0'], 'workers'],
    ['v1.35.2', 'v1.35.2', ['v1.35.2'], 'nothing'],
    ['v1.34', 'v1.35.2', ['v1.34'], 'control plane'],
    ['1.34.3-gke.1012000', 'v1.35.2', ['1.34.3-gke.1012000'], 'control plane'],
    ['v1.35.2', 'v1.35.2', [], 'nothing'],
  ] as const)('%s to %s with workers at %j: %s', (from, target, pools, expected) => {
    expect(step(from, target, pools)).toBe(expected);
  });

  test.each([
    ['never goes down', 'v1.34.3', 'v1.34.2', ['v1.34.3'], 'there is no way down'],
    ['takes one minor version at a time', 'v1.32.4', 'v1.34.3', ['v1.32.4'], '1.33 → 1.34'],
    ['names the first stop', 'v1.32.4', 'v1.34.3', ['v1.32.4'], '/upgrade-cluster shop version=1.33.<patch>'],
    [
      'leaves no kubelet four minor versions behind',
      'v1.34.3',
      'v1.35.2',
      ['v1.31.9'],
      'Upgrade the workers first: /upgrade-cluster shop version=1.34.3',
    ],
    ['has no kubelet newer than the API server', 'v1.34.3', 'v1.34.4', ['v1.35.0'], 'never newer than its API server'],
    ['leaves out known-bad releases', 'v1.34.3', 'v1.35.5', ['v1.34.3'], 'breaks kubeadm join'],
    ['needs a patch', 'v1.34.3', 'v1.35', ['v1.34.3'], 'Give major, minor and patch'],
    ['needs a version that is one', 'latest', 'v1.35.2', ['v1.34.3'], '"latest" is not a version'],
    ['needs such of pools, too', 'v1.34.3', 'v1.35.2', ['stable'], '"stable" of pool md-0'],
  ] as const)('%s', (_name, from, target, pools, expected) => {
    expect(step(from, target, pools)).toContain(expected);
  });

  test('ends where the provider ends', () => {
    expect(step('v1.35.2', 'v1.36.0', [], { minors: [31, 35], maker: 'AKS' })).toContain(
      '1.31 to 1.35, the range that AKS supports',
    );
  });

  test('is longer where Cluster API goes through the versions between', () => {
    const by = (...versions: readonly string[]) =>
      step('v1.32.4', 'v1.34.3', [], { topologyClass: { name: 'quick', versions } });
    expect(by('v1.32.4', 'v1.33.0', 'v1.33.7', 'v1.34.3')).toBe('control plane');
    expect(by('v1.33.7', 'v1.34.2')).toContain(
      'ClusterClass quick does not list 1.34.3: Cluster API takes only 1.33.7, 1.34.2',
    );
    expect(by('v1.32.4', 'v1.34.3')).toContain(
      'list a release of 1.33 in spec.kubernetesVersions of ClusterClass quick',
    );
    expect(by()).toContain('list a release of 1.33, 1.34 in spec.kubernetesVersions');
    const unseen = step('v1.32.4', 'v1.34.3', [], { topologyClass: { name: 'quick' } });
    expect(unseen).toContain('1.33 → 1.34');
    expect(unseen).toContain('was found neither in the repository nor in the management cluster');
    const listed = { topologyClass: { name: 'quick', versions: ['v1.34.4'] } };
    expect(step('v1.34.3', 'v1.34.4', [], listed)).toBe('control plane');
    expect(step('v1.34.3', 'v1.35.2', [], listed)).toContain('does not list 1.35.2');
    expect(step('v1.34.3', 'v1.35.2', [], { topologyClass: { name: 'quick' } })).toBe('control plane');
  });
});
