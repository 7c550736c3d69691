import { describe, expect, test } from '@jest/globals';
import { withNeeds } from '../golden-cases/needs.ts';
import { rendered } from '../support/clusters.ts';
import { findings, machines, objects, withSettings } from '../support/planning.ts';

describe('placement groups', () => {
  test.each([
    [9, ['control-plane', 'md-0']],
    [10, ['control-plane']],
  ])('a pool of %d: a group holds ten, and a roll-out makes one more than the pool', (workers, groups) => {
    const [cluster] = objects({ region: ['fsn1'], workers }, 'HetznerCluster');
    expect(cluster?.spec.hcloudPlacementGroups).toEqual(groups.map((name) => ({ name, type: 'spread' })));
    const used = machines({ region: ['fsn1'], workers }, 'HCloudMachineTemplate').map(
      (each) => each.placementGroupName,
    );
    expect(used.filter((name) => name !== undefined)).toEqual(groups);
  });
});

describe('the image', () => {
  test('is that of the version of Kubernetes', () => {
    const [machine] = machines({ region: ['fsn1'], version: '1.33.4' }, 'HCloudMachineTemplate');
    expect(machine?.imageName).toBe('ubuntu-24.04-kubernetes-v1.33.4');
  });

  test('of one version is not used for another', () => {
    const one = withSettings('hetzner', { image: 'ubuntu-24.04-kubernetes-v1.34.3' });
    expect(findings({ region: ['fsn1'], version: '1.34.3' }, one)).toEqual([]);
    expect(findings({ region: ['fsn1'], version: '1.34.4' }, one)).toMatchObject([
      { code: 'cluster/version-unsupported', severity: 'error', cure: expect.stringContaining('version=1.34.3') },
    ]);
  });
});

describe('server types', () => {
  test.each([
    ['ash', 'cax21', 'warning'],
    ['sin', 'cx33', 'warning'],
    ['fsn1', 'cax21', undefined],
    ['ash', 'cpx31', undefined],
    ['sin', 'ccx23', undefined],
    ['fsn1', 'cx22', 'warning'],
    ['fsn1', 'ccx22x', 'error'],
    ['fsn1', 'm5.large', 'error'],
  ])('%s: %s', (region, type, severity) => {
    const found = findings({ region: [region], 'machine-type': type });
    expect(found.map((each) => [each.code, each.severity])).toEqual(
      severity === undefined ? [] : [['cluster/machine-type-invalid', severity]],
    );
  });

  test('of one processor cannot run a control plane', () => {
    expect(findings({ region: ['fsn1'], 'control-plane-machine-type': 'cx11' })).toMatchObject([
      { severity: 'error', cure: expect.stringContaining('cx23') },
    ]);
  });
});

test('the add-ons take the token from the Secret that the provider puts into the cluster', () => {
  const { files } = rendered({ region: ['fsn1'] }, { configuration: withNeeds }).cluster;
  const text = files.map(({ content }) => content).join('\n');
  expect(text).not.toMatch(/^kind: Secret$/m);
  expect(text.match(/name: hcloud\n\s+key: token/g)).toHaveLength(2);
});
