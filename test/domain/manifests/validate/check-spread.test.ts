import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../src/domain/access/configuration.ts';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import { withSubscription } from '../golden-cases/azure.ts';
import { withProject } from '../golden-cases/gcp.ts';
import { withNeeds } from '../golden-cases/needs.ts';
import { rendered } from '../support/clusters.ts';
import { validate } from '../support/shop.ts';

type Files = readonly FileContent[];

const made = (typed: Parameters<typeof rendered>[0], configuration: Configuration = withNeeds): Files =>
  rendered({ name: 'shop', ...typed }, { configuration }).cluster.files;

/** The files with a text replaced wherever it stands first in one. */
function edited(files: Files, from: string | RegExp, to: string): Files {
  const after = files.map(({ path, content }) => ({ path, content: content.replace(from, to) }));
  if (after.every(({ content }, index) => content === files[index]?.content)) throw new Error(`nothing is ${from}`);
  return after;
}
const inSpec = (files: Files, kind: string, text: string): Files =>
  edited(files, new RegExp(`(\\nkind: ${kind}\\n(?:(?!\\n---)[\\s\\S])*?\\nspec:\\n)`), `$1  ${text}\n`);
const inZone = (files: Files, zone: string): Files =>
  edited(files, /( {6})clusterName: shop\n/, `$1clusterName: shop\n$1failureDomain: ${zone}\n`);
/** The machine deployment once more, in another zone. */
const twice = (files: Files, zone: string): Files =>
  files.flatMap((file) => {
    const first = file.content.split('\n---\n').find((each) => each.includes('\nkind: MachineDeployment\n'));
    if (first === undefined) return [file];
    const content = first
      .replace('name: shop-md-0\n', 'name: shop-md-1\n')
      .replace(/failureDomain: .*/, `failureDomain: ${zone}`);
    return [file, { path: file.path.replace('workers', 'more'), content: `${content}\n` }];
  });

const seen = (files: Files) => validate(files).map(({ code, severity }) => [code, severity]);
const notSpread = [['cluster/not-spread', 'warning']];

const subnet = (zone: string, more = '') => `{id: subnet-${zone}, availabilityZone: eu-west-1${zone}${more}}`;
const aws = made({ region: ['eu-west-1'], workers: 3 });
const inNetwork = (files: Files, more: string): Files => edited(files, '\n  network:\n', `\n  network:\n    ${more}\n`);
const inSubnets = (files: Files, ...subnets: readonly string[]): Files =>
  inNetwork(files, `subnets: [${subnets.join(', ')}]`);

describe('workers beside several zones that the manifests list', () => {
  test('none of which they name: on AWS all are in one', () => {
    const files = inSubnets(aws, subnet('a'), subnet('b'));
    expect(validate(files)).toEqual([
      {
        code: 'cluster/not-spread',
        severity: 'warning',
        message:
          "MachineDeployment shop-md-0: the 3 machines of the cluster's machine deployments are all made in one zone: none of them names a failure domain, though AWSCluster shop has eu-west-1a, eu-west-1b.",
        place: expect.objectContaining({ path: 'clusters/shop/workers.yaml' }),
        cure: 'Have a machine deployment for each zone, with spec.template.spec.failureDomain.',
      },
    ]);
  });

  test.each<[string, Files]>([
    ['zones that nobody lists are not known', aws],
    ['they name one', inZone(inSubnets(aws, subnet('a'), subnet('b')), 'eu-west-1b')],
    ['there is one zone', inSubnets(aws, subnet('a'), '{id: subnet-2, availabilityZone: eu-west-1a}')],
    ['the other is public', inSubnets(aws, subnet('a'), subnet('b', ', isPublic: true'))],
    ['the other is at the edge', inSubnets(aws, subnet('a'), subnet('b', ', zoneType: local-zone'))],
    ['there is one machine', inSubnets(made({ region: ['eu-west-1'], workers: 1 }), subnet('a'), subnet('b'))],
    [
      'their template chooses a subnet',
      edited(
        inSubnets(aws, subnet('a'), subnet('b')),
        /(kind: AWSMachineTemplate\n[\s\S]*?-md-0[\s\S]*?\n {4}spec:\n)/,
        '$1      subnet: {id: subnet-a}\n',
      ),
    ],
  ])('unless %s', (_case, files) => {
    expect(seen(files)).toEqual([]);
  });

  test('on EKS the control plane lists them', () => {
    const eks = made({ region: ['eu-west-1'], flavor: 'eks-machine-deployment', workers: 3 });
    const files = inSpec(eks, 'AWSManagedControlPlane', `network: {subnets: [${subnet('a')}, ${subnet('b')}]}`);
    expect(seen(files)).toEqual(notSpread);
    expect(seen(inZone(files, 'eu-west-1a'))).toEqual([]);
    expect(seen(inZone(files, 'eu-west-1c'))).toEqual([['manifest/reference-broken', 'error']]);
    expect(seen(inZone(eks, 'us-east-1a'))).toEqual([['manifest/reference-broken', 'error']]);
  });

  test('on Google Cloud the cluster does', () => {
    const gcp = inSpec(
      made({ region: ['europe-west1'], workers: 3 }, withProject),
      'GCPCluster',
      'failureDomains: [europe-west1-b, europe-west1-c]',
    );
    expect(seen(gcp)).toEqual(notSpread);
    expect(seen(inZone(gcp, 'europe-west1-c'))).toEqual([]);
  });

  test('on Azure such a list is for the control plane alone', () => {
    const azure = made({ region: ['westeurope'], workers: 3 }, withSubscription());
    expect(
      seen(inSpec(azure, 'AzureCluster', `failureDomains: {"1": {controlPlane: true}, "2": {controlPlane: true}}`)),
    ).toEqual([]);
  });
});

describe('zones of AWS in which nothing makes a subnet', () => {
  const limited = inNetwork(inZone(aws, 'eu-west-1a'), 'vpc: {availabilityZoneUsageLimit: 1}');

  test('are one too many for the limit', () => {
    expect(seen(limited)).toEqual([]);
    const message = expect.stringContaining(
      'in 2 zones, eu-west-1a, eu-west-1b, but AWSCluster shop makes subnets in no more than 1.',
    );
    expect(validate(twice(limited, 'eu-west-1b'))).toContainEqual(
      expect.objectContaining({ code: 'manifest/reference-broken', severity: 'error', message }),
    );
  });

  test('are no matter of ours in a network that is there already', () => {
    const files = edited(twice(limited, 'eu-west-1b'), 'vpc: {', 'vpc: {id: vpc-1, ');
    expect(validate(files).filter(({ message }) => message.includes('makes subnets'))).toEqual([]);
  });
});

test('deployment zones of vSphere that nothing selects', () => {
  const zone = {
    path: 'clusters/shop/zones.yaml',
    content:
      'apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: VSphereDeploymentZone\nmetadata: {name: rack-1}\nspec: {server: vcenter.example.com, failureDomain: rack-1}\n',
  };
  const about = (files: Files) => seen(files).filter(([code]) => code === 'cluster/not-spread');
  const vsphere = made({ region: ['dc1'], endpoint: '10.1.2.3' });
  expect(about(vsphere)).toEqual([]);
  expect(about([...vsphere, zone])).toEqual(notSpread);
  expect(about([...inSpec(vsphere, 'VSphereCluster', 'failureDomainSelector: {}'), zone])).toEqual([]);
  expect(about([...inZone(vsphere, 'rack-1'), zone])).toEqual([]);
});
