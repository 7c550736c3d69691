import { describe, expect, test } from '@jest/globals';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { schemas } from '../support/clusters.ts';

const kubernetesClass = {
  path: 'cluster-classes/standard.yaml',
  content: `apiVersion: cluster.x-k8s.io/v1beta2
kind: ClusterClass
metadata: {name: standard, namespace: default}
spec:
  workers:
    machineDeployments: [{class: small}, {class: large}]
  variables:
    - name: region
      required: true
      schema: {openAPIV3Schema: {type: string, enum: [eu-west-1, eu-central-1]}}
    - name: sizes
      required: false
      schema: {openAPIV3Schema: {type: object, properties: {cpu: {type: integer, minimum: 2}}}}
    - name: tier
      required: true
      schema: {openAPIV3Schema: {type: string, default: gold}}
`,
};

const cluster = (topology: string) => ({
  path: 'clusters/shop/cluster.yaml',
  content: `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: shop, namespace: default}
spec:
  topology:
    version: v1.34.3
${topology.replace(/^/gm, '    ')}
`,
});

const right = `classRef: {name: standard}
controlPlane: {replicas: 3}
variables: [{name: region, value: eu-west-1}, {name: sizes, value: {cpu: 4}}]
workers: {machineDeployments: [{class: small, name: a, variables: {overrides: [{name: sizes, value: {cpu: 8}}]}}]}`;

const seen = (topology: string) =>
  validateFiles([cluster(topology)], { schemas, folder: 'clusters', beside: [kubernetesClass] }).map((each) => [
    each.code,
    each.place?.line,
    each.cure,
  ]);

describe('a cluster in the eyes of its class', () => {
  test('that is right', () => {
    expect(seen(right)).toEqual([]);
  });

  test.each<[string, string, string, string, number, RegExp]>([
    ['a class of another name', 'name: standard', 'name: standart', 'manifest/reference-broken', 7, /"standard"/],
    ['an unknown variable', 'name: region', 'name: regoin', 'manifest/field-unknown', 9, /"region"/],
    ['a value that the schema does not allow', 'eu-west-1', 'us-east-1', 'manifest/value-invalid', 9, /Correct/],
    ['an unknown field within a value', 'cpu: 4', 'cpus: 4', 'manifest/field-unknown', 9, /"cpu"/],
    ['a value below its least', 'cpu: 8', 'cpu: 1', 'manifest/value-invalid', 10, /Correct/],
    ['a class of workers that is not there', 'class: small', 'class: smal', 'manifest/reference-broken', 10, /"small"/],
  ])('%s', (_case, from, to, code, line, cure) => {
    const findings = seen(right.replace(from, to)).filter(([each]) => each !== 'manifest/field-missing');
    expect(findings).toEqual([[code, line, expect.stringMatching(cure)]]);
  });

  test('a required variable that is missing, unless it has a default', () => {
    expect(seen(right.replace('{name: region, value: eu-west-1}, ', ''))).toMatchObject([
      ['manifest/field-missing', 9, 'Add it to spec.topology.variables.'],
    ]);
  });

  test('of which nothing is known is left alone', () => {
    expect(validateFiles([cluster(right)], { schemas, folder: 'clusters' })).toEqual([]);
  });
});
