import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { schemaSource } from '../../../../src/schemas/source.ts';

const golden = 'test/golden/manifests/aws-kubeadm-plain-default/clusters/eu-west-1-12';

/** The files of a right cluster, with one text of one file replaced. */
function cluster(name: string, change?: readonly [file: string, from: string, to: string]): readonly FileContent[] {
  return readdirSync(golden).map((file) => {
    const text = readFileSync(join(golden, file), 'utf8').replaceAll('eu-west-1-12', name);
    const [of, from = '', to = ''] = change ?? [];
    if (of !== file) return { path: `clusters/${name}/${file}`, content: text };
    if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
    return { path: `clusters/${name}/${file}`, content: text.replace(from, to) };
  });
}

const check = (files: readonly FileContent[], beside: readonly FileContent[] = []) =>
  validateFiles(files, { schemas: schemaSource, folder: 'clusters', beside });

describe('objects of a cluster that do not fit each other', () => {
  test.each([
    [
      'workers newer than the control plane',
      'workers.yaml',
      'version: v1.34.3',
      'version: v1.35.1',
      'cluster/version-skew',
      /newer/,
    ],
    [
      'workers four minor versions older',
      'workers.yaml',
      'version: v1.34.3',
      'version: v1.30.0',
      'cluster/version-skew',
      /more than 3/,
    ],
    [
      'pods and services that share addresses',
      'cluster.yaml',
      '192.168.0.0/16',
      '10.96.0.0/16',
      'cluster/network-invalid',
      /overlaps/,
    ],
    [
      'a network that is none',
      'cluster.yaml',
      '192.168.0.0/16',
      '192.168.0.0/33',
      'cluster/network-invalid',
      /not a network/,
    ],
    [
      'a network with bits behind its prefix',
      'cluster.yaml',
      '192.168.0.0/16',
      '192.168.3.0/16',
      'cluster/network-invalid',
      /bits set/,
    ],
    [
      'workers in a zone of another region',
      'workers.yaml',
      '      version: v1',
      '      failureDomain: us-east-1a\n      version: v1',
      'manifest/reference-broken',
      /no failure domain "us-east-1a"/,
    ],
  ])('%s', (_name, file, from, to, code, message) => {
    const found = check(cluster('one', [file, from, to])).filter((each) => each.code === code);
    expect(found).toMatchObject([{ code, place: { path: `clusters/one/${file}` } }]);
    expect(found[0]?.message).toMatch(message);
  });

  test('a right one has no finding, and neither has a zone of its own region', () => {
    expect(check(cluster('one'))).toEqual([]);
    expect(
      check(
        cluster('one', ['workers.yaml', '      version: v1', '      failureDomain: eu-west-1b\n      version: v1']),
      ),
    ).toEqual([]);
  });
});

describe('clusters of one fleet', () => {
  test('that have the same networks: said once for each network, and no fault', () => {
    const fleet = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => cluster(name));
    const found = check(fleet);
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([
      ['cluster/network-shared', 'notice'],
      ['cluster/network-shared', 'notice'],
    ]);
    expect(found[0]?.message).toContain('of a is also that of b, c, d and 2 more');
  });

  test('one that is only beside is named too, and not judged itself', () => {
    const beside = cluster('b', ['workers.yaml', 'version: v1.34.3', 'version: v1.35.1']);
    expect(check(cluster('a'), beside).map(({ code, message }) => [code, /also that of b\./.test(message)])).toEqual([
      ['cluster/network-shared', true],
      ['cluster/network-shared', true],
    ]);
  });
});

describe('a cluster of a class that is in the repository', () => {
  const topology = (variables: string, workers = 'worker') => ({
    path: 'clusters/one/cluster.yaml',
    content: `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata:
  name: one
  namespace: clusters
spec:
  clusterNetwork:
    pods:
      cidrBlocks: [192.168.0.0/16]
  topology:
    classRef:
      name: quick
    version: v1.34.3
    variables:
${variables}
    workers:
      machineDeployments:
        - name: workers
          class: ${workers}
          replicas: 1
`,
  });
  const quick = {
    path: 'cluster-classes/quick/class.yaml',
    content: `apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata:
  name: quick
spec:
  variables:
    - name: region
      required: true
      schema:
        openAPIV3Schema:
          type: string
          enum: [eu-west-1, eu-west-2]
    - name: size
      required: false
      schema:
        openAPIV3Schema:
          type: string
  workers:
    machineDeployments:
      - class: worker
`,
  };
  const region = (value: string, name = 'region') => `      - name: ${name}\n        value: ${value}`;

  test.each([
    ['a value outside of its schema', topology(region('eu-west-9')), /eu-west-9/],
    ['a value of another type', topology(region('7')), /region/],
    [
      'a variable that it has not',
      topology(`${region('eu-west-1')}\n${region('x', 'regoin')}`),
      /no variable "regoin"/,
    ],
    ['no value for a required one', topology(region('small', 'size')), /region/],
    ['a class of workers that it has not', topology(region('eu-west-1'), 'big'), /big/],
  ])('%s', (_name, file, message) => {
    const found = check([file], [quick]).filter((each) => each.severity === 'error');
    expect(found).toMatchObject([{ place: { path: file.path } }]);
    expect(`${found[0]?.message} ${found[0]?.cure}`).toMatch(message);
  });

  test('a right one has no error', () => {
    expect(check([topology(region('eu-west-1'))], [quick]).filter((each) => each.severity === 'error')).toEqual([]);
  });
});
