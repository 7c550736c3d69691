import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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

  test('whose class stands in a file that is no YAML: that is said, not that it is missing', () => {
    const broken = { ...kubernetesClass, content: `${kubernetesClass.content}spec: {}\n` };
    const options = { schemas, folder: 'clusters', beside: [broken] };
    expect(validateFiles([cluster(right)], options)).toMatchObject([
      { code: 'manifest/duplicate-key', place: { path: 'cluster-classes/standard.yaml' } },
    ]);
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

describe('failure domains of a topology', () => {
  const example = {
    path: 'cluster-classes/aws-kubeadm.yaml',
    content: readFileSync(resolve('examples/cluster-classes/aws-kubeadm.yaml'), 'utf8'),
  };
  const listed = example.content.replace(
    '        healthCheckProtocol: HTTPS\n',
    `$&      network:
        subnets:
          - {id: subnet-1, availabilityZone: eu-west-1a}
          - {id: subnet-2, availabilityZone: eu-west-1b}
`,
  );
  const unpatched = listed.replaceAll('path: /spec/template/spec/network\n', 'path: /spec/template/spec/other\n');
  const asking = (domain: string, region = 'eu-west-1') =>
    cluster(`classRef: {name: aws-kubeadm}
variables:
  - {name: region, value: ${region}}
  - {name: identity, value: {kind: AWSClusterRoleIdentity, name: default}}
  - {name: controlPlaneMachineType, value: m7i.large}
  - {name: workerMachineType, value: m7i.large}
workers:
  machineDeployments:
    - {class: default-worker, name: a, failureDomain: ${domain}}`);
  const found = (domain: string, content: string, region?: string) =>
    validateFiles([asking(domain, region)], { schemas, folder: 'clusters', beside: [{ ...example, content }] })
      .filter(({ code }) => code !== 'manifest/cni-missing')
      .map(({ code, place, message, cure }) => [code, place?.line, `${message} ${cure}`]);

  test.each([
    ['of the region', 'eu-west-1c', example.content, 'eu-west-1'],
    ['that the class lists', 'eu-west-1b', unpatched, 'eu-west-1'],
    ['that a patch may add to the list', 'eu-west-1c', listed, 'eu-west-1'],
  ])('one %s is right', (_case, domain, content, region) => {
    expect(found(domain, content, region)).toEqual([]);
  });

  test.each([
    ['of another region', 'us-east-1a', example.content, /not in eu-west-1, .* Use a zone of eu-west-1/],
    ['that the class does not list', 'eu-west-1c', unpatched, /none of AWSClusterTemplate aws-kubeadm.*eu-west-1a/],
  ])('one %s is never made', (_case, domain, content, text) => {
    expect(found(domain, content)).toEqual([['manifest/reference-broken', 15, expect.stringMatching(text)]]);
  });
});
