import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type PlanInput, planClusters } from '../../../../src/domain/cluster/plan.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { input, rendered } from '../support/clusters.ts';

const change = { configuration: withNeeds };

function findings(typed: PlanInput['arguments']): readonly Finding[] {
  const outcome = planClusters(input(typed, change));
  return outcome.ok ? outcome.notes : outcome.findings;
}

interface Parsed {
  readonly kind: string;
  readonly spec: {
    readonly hcloudPlacementGroups?: readonly { readonly name: string }[];
    readonly template?: { readonly spec: Readonly<Record<string, unknown>> };
  };
}
function objects(typed: PlanInput['arguments'], kind: string): readonly Parsed[] {
  return rendered(typed, change)
    .cluster.files.flatMap(({ content }) => parseAllDocuments(content).map((each) => each.toJS() as Parsed))
    .filter((each) => each.kind === kind);
}

describe('placement groups', () => {
  test.each([
    [9, ['control-plane', 'md-0']],
    [10, ['control-plane']],
  ])('a pool of %d: a group holds ten, and a roll-out makes one more than the pool', (workers, groups) => {
    const [cluster] = objects({ region: ['fsn1'], workers }, 'HetznerCluster');
    expect(cluster?.spec.hcloudPlacementGroups?.map(({ name }) => name)).toEqual(groups);
    const used = objects({ region: ['fsn1'], workers }, 'HCloudMachineTemplate').flatMap(
      (each) => each.spec.template?.spec.placementGroupName ?? [],
    );
    expect(used).toEqual(groups);
  });
});

describe('the image', () => {
  test('is that of the version of Kubernetes', () => {
    const [template] = objects({ region: ['fsn1'], version: '1.33.4' }, 'HCloudMachineTemplate');
    expect(template?.spec.template?.spec.imageName).toBe('ubuntu-24.04-kubernetes-v1.33.4');
  });

  test('of one version is not used for another', () => {
    const hetzner = { ...withNeeds.providers.hetzner, image: 'ubuntu-24.04-kubernetes-v1.34.3' };
    const configuration = { ...withNeeds, providers: { ...withNeeds.providers, hetzner } };
    const outcome = (version: string) => planClusters(input({ region: ['fsn1'], version }, { configuration }));
    expect(outcome('1.34.3').ok).toBe(true);
    expect(outcome('1.34.4')).toMatchObject({
      ok: false,
      findings: [{ code: 'cluster/version-unsupported', cure: expect.stringContaining('version=1.34.3') }],
    });
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
  const { files } = rendered({ region: ['fsn1'] }, change).cluster;
  const text = files.map(({ content }) => content).join('\n');
  expect(text).not.toMatch(/^kind: Secret$/m);
  expect(text.match(/name: hcloud\n\s+key: token/g)).toHaveLength(2);
});
