import { describe, expect, test } from '@jest/globals';
import type { ClusterRow } from '../../../src/domain/cluster/rows.ts';
import { selectClusters } from '../../../src/domain/fleet/select.ts';

const environments = {
  staging: { clusters: ['*-staging'], defaults: {} },
  production: { clusters: ['*'], defaults: {} },
};
const row = (name: string, more: Partial<ClusterRow>): ClusterRow => ({
  path: `clusters/${name}/cluster.yaml`,
  folder: name,
  name,
  namespace: 'default',
  ...more,
});
const fleet = [
  row('cart', { region: 'eu-west-1', provider: 'aws', kubernetesVersion: 'v1.34.3', labels: { team: 'a' } }),
  row('cart-staging', { region: 'eu-central-1', provider: 'aws', kubernetesVersion: 'v1.34.1', labels: { team: 'a' } }),
  row('lab', { environment: 'staging', provider: 'dev', kubernetesVersion: 'v1.35.0' }),
  row('shop', { region: 'us-east-1', provider: 'aws', kubernetesVersion: '1.34.3', labels: { 'acme.com/team': 'b' } }),
];
const select = (text: string) => selectClusters(text, fleet, environments);
const names = (text: string) => {
  const selected = select(text);
  return selected.ok ? selected.value.map(({ name }) => name) : selected.findings.map(({ code }) => code);
};

test.each([
  ['team=a,region=eu-*', ['cart', 'cart-staging']],
  ['team==a', ['cart', 'cart-staging']],
  ['env=staging', ['cart-staging', 'lab']],
  ['ENV=staging,name!=lab', ['cart-staging']],
  ['environment=production', ['cart', 'shop']],
  ['version=1.34', ['cart', 'cart-staging', 'shop']],
  ['version=v1.34.3', ['cart', 'shop']],
  ['acme.com/team=b', ['shop']],
  ['name=cart*', ['cart', 'cart-staging']],
  ['name=lab|shop|*-staging', ['cart-staging', 'lab', 'shop']],
  ['provider=aws,name!=cart|shop', ['cart-staging']],
  // Without the label, a cluster is not one that has it so.
  ['provider=aws,team!=a', ['shop']],
  // What is not known fits neither way.
  ['env=staging,region!=eu-central-1', []],
])('%s', (text, wanted) => {
  expect(names(text)).toEqual(wanted.length === 0 ? ['cluster/none-selected'] : wanted);
});

describe('is refused with what there is instead', () => {
  const cure = (text: string) => {
    const selected = select(text);
    return selected.ok ? undefined : selected.findings.map((each) => each.cure);
  };
  test.each([
    ['regoin=eu-*', 'Did you mean region=?'],
    ['taem=a', 'Did you mean team=?'],
    ['colour=red', 'Select by name, env, environment, region, provider, flavor, version, acme.com/team, team.'],
    ['env=stagin', 'Did you mean env=staging?'],
    ['region=ap-*', 'region=ap-* fits none of 4; of region there are eu-central-1, eu-west-1, us-east-1.'],
    ['region=ap-*|af-*', 'region=ap-*|af-* fits none of 4; of region there are eu-central-1, eu-west-1, us-east-1.'],
    ['flavor=eks', 'Nothing here has a value for flavor.'],
    [
      'team=a,env=staging,region=us-*',
      'None fits all of it; alone, team=a fits 2, env=staging fits 2, region=us-* fits 1.',
    ],
  ])('%s', (text, wanted) => {
    expect(cure(text)).toEqual([wanted]);
  });

  test('in an empty repository, too', () => {
    expect(selectClusters('env=staging', [], environments)).toMatchObject({
      ok: false,
      findings: [{ code: 'cluster/none-selected' }],
    });
  });
});
