import { describe, expect, test } from '@jest/globals';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { schemas } from '../support/clusters.ts';
import { clean } from '../support/shop.ts';

interface Networks {
  readonly pods?: string;
  readonly services?: string;
  readonly vpc?: string;
}

/** The clean cluster under another name, with networks of its own. */
function cluster(
  name: string,
  { pods = '192.168.0.0/16', services = '10.96.0.0/12', vpc }: Networks = {},
): readonly FileContent[] {
  return clean.map(({ path, content }) => ({
    path: path.replace('/shop/', `/${name}/`),
    content: content
      .replaceAll('shop', name)
      .replace('192.168.0.0/16', pods)
      .replace('10.96.0.0/12', services)
      .replace('\n  network:\n', vpc === undefined ? '\n  network:\n' : `\n  network:\n    vpc: ${vpc}\n`),
  }));
}

const alone = { pods: '172.30.0.0/16', services: '172.31.0.0/16' };
const check = (files: readonly FileContent[], others: readonly FileContent[]) =>
  validateFiles(files, { schemas, folder: 'clusters', beside: others });

describe('networks of a cluster and the rest of the fleet', () => {
  test('pods that others use too are a notice, with three of them named', () => {
    const fleet = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => cluster(name, { services: '172.31.0.0/16' }));
    expect(check(cluster('shop'), fleet)).toMatchObject([
      {
        code: 'cluster/network-shared',
        severity: 'notice',
        message: 'The network 192.168.0.0/16 of Cluster shop is used inside of a, b, c and 2 more as well.',
        place: { path: 'clusters/shop/cluster.yaml' },
      },
    ]);
  });

  test('one within another is said with both', () => {
    const [found, ...more] = check(
      cluster('shop', { ...alone, pods: '10.1.0.0/16' }),
      cluster('a', { ...alone, pods: '10.0.0.0/8' }),
    );
    expect(found?.message).toBe('The network 10.1.0.0/16 of Cluster shop is used inside of a (10.0.0.0/8) as well.');
    expect(more).toEqual([]);
  });

  test('machines in the same addresses are a warning', () => {
    const fleet = cluster('a', { pods: '172.28.0.0/16', services: '172.29.0.0/16', vpc: '{cidrBlock: 10.0.0.0/8}' });
    expect(check(cluster('shop', { ...alone, vpc: '{cidrBlock: 10.4.0.0/16}' }), fleet)).toMatchObject([
      { code: 'cluster/network-shared', severity: 'warning', message: expect.stringContaining('10.4.0.0/16') },
    ]);
  });

  test('machines that join the same VPC mean to', () => {
    const shared = '{id: vpc-1, cidrBlock: 10.0.0.0/8}';
    const fleet = cluster('a', { pods: '172.28.0.0/16', services: '172.29.0.0/16', vpc: shared });
    expect(check(cluster('shop', { ...alone, vpc: shared }), fleet)).toEqual([]);
  });

  test('that share nothing are nothing to speak of; what clusters of the fleet do among themselves is theirs', () => {
    expect(check(cluster('shop', alone), [...cluster('a'), ...cluster('b')])).toEqual([]);
  });
});

describe('an object that the fleet has already', () => {
  const elsewhere = (content: string): readonly FileContent[] => [{ path: 'clusters/other/x.yaml', content }];
  const mine = clean.filter(({ path }) => path.endsWith('control-plane.yaml'));
  const codes = (content: string) =>
    check(mine, elsewhere(content))
      .filter(({ code }) => code === 'manifest/duplicate-object')
      .map(({ message }) => message);
  const named =
    'apiVersion: controlplane.cluster.x-k8s.io/v1beta2\nkind: KubeadmControlPlane\nmetadata:\n  name: shop-control-plane\n  namespace: default\n';

  test.each<[string, string, number]>([
    ['as it is mostly written', named, 1],
    ['behind others', `a: b\n---\n# more\n---\n${named}`, 5],
    ['with CRLF', named.replaceAll('\n', '\r\n'), 1],
    [
      'in braces',
      '{apiVersion: controlplane.cluster.x-k8s.io/v1beta2, kind: KubeadmControlPlane, metadata: {name: shop-control-plane, namespace: default}}\n',
      1,
    ],
    ['in quotes', named.replace('shop-control-plane', '"shop-control-plane"'), 1],
    ['with metadata in another order', named.replace('  name:', '  labels:\n    name: other\n  name:'), 1],
  ])('%s', (_case, content, line) => {
    expect(codes(content)).toEqual([
      `KubeadmControlPlane shop-control-plane is described in clusters/other/x.yaml, line ${line}, too.`,
    ]);
  });

  test.each<[string, string]>([
    ['in another namespace', named.replace('default', 'other')],
    ['of another name', named.replace('shop-', 'shop2-')],
    ['of another group', named.replace('controlplane.', 'infrastructure.')],
    [
      'only inside of another object',
      named.replace(/^/gm, '  ').replace(/^/, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\ndata:\n'),
    ],
  ])('is not one %s', (_case, content) => {
    expect(codes(content)).toEqual([]);
  });
});
