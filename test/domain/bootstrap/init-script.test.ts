import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { AskedOptions } from '../../../src/domain/bootstrap/options.ts';
import { versions } from '../../../src/domain/bootstrap/versions.ts';
import { hetznerDefaults } from '../../../src/domain/manifests/providers/hetzner/settings.ts';
import { standIns } from './support/stub-programs.ts';
import { fileOf, treeCases, treeOf } from './support/trees.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});
function machine(change: Partial<AskedOptions> = {}, programs?: string[]) {
  const stage = standIns(treeOf(change), programs);
  open.push(stage.close);
  stage.answer('clusterctl version --output short', `${versions.clusterApi}\n`);
  return stage;
}

const k = 'kubectl --context kind-management';
const listProviders = `${k} get providers.clusterctl.cluster.x-k8s.io --all-namespaces --output name`;
const credentials = { AWS_B64ENCODED_CREDENTIALS: 'c2VjcmV0' };
const present = (...names: readonly string[]): string =>
  names.map((name) => `provider.clusterctl.cluster.x-k8s.io/${name}\n`).join('');
const core = ['cluster-api', 'bootstrap-kubeadm', 'control-plane-kubeadm', 'addon-helm'];

test.each(treeCases)('the script of $name is one that a POSIX shell reads', ({ change }) => {
  const script = fileOf(treeOf(change), 'management/init.sh');
  const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('from nothing: cluster, Cluster API, identities, engine, what follows, roles, in this order', () => {
  const { status, calls } = machine().run([], credentials);
  expect(status).toBe(0);
  const wanted = [
    'kind create cluster --config kind.yaml',
    '-f namespaces.yaml',
    `clusterctl init --config clusterctl.yaml --kubeconfig-context kind-management --wait-providers`,
    '-f identities/aws.yaml',
    '--kustomize argocd',
    'wait deployment --all --namespace argocd --for=condition=Available',
    '--kustomize argocd/health',
    '-f argocd/project.yaml',
    '-f argocd/clusters.yaml',
    '-f clusterops/rbac.yaml',
  ];
  const places = wanted.map((each) => calls.findIndex((call) => call.includes(each)));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const init = calls.find((call) => call.startsWith('clusterctl init')) ?? '';
  for (const each of [
    `--core cluster-api:${versions.clusterApi}`,
    `--infrastructure aws:${versions.aws}`,
    `--addon helm:${versions.addonHelm}`,
  ]) {
    expect(init).toContain(each);
  }
});

test('no call goes to another cluster than that of the context', () => {
  const { calls } = machine().run([], { ...credentials, KUBE_CONTEXT: 'prod' });
  const toClusters = calls.filter((call) => /^(kubectl|clusterctl init)/.test(call));
  expect(toClusters.length).toBeGreaterThan(5);
  for (const call of toClusters) expect(call).toMatch(/^kubectl --context prod |--kubeconfig-context prod /);
  expect(calls.filter((call) => call.startsWith('kind'))).toEqual([]);
});

test('again: what is there stays, and nothing needs the credentials', () => {
  const stage = machine();
  stage.answer('kind get clusters', 'other\nmanagement\n');
  stage.answer(listProviders, present(...core, 'infrastructure-aws'));
  const { status, calls } = stage.run();
  expect(status).toBe(0);
  expect(calls.filter((call) => /kind create|clusterctl init/.test(call))).toEqual([]);
});

test('a provider that was added later is installed alone', () => {
  const stage = machine({ provider: ['aws', 'hetzner'] });
  stage.answer(listProviders, present(...core, 'infrastructure-aws'));
  const { calls } = stage.run(['capi']);
  expect(calls.find((call) => call.startsWith('clusterctl init'))).toMatch(
    new RegExp(`--wait-provider-timeout 900 --infrastructure hetzner:${versions.hetzner}$`),
  );
});

test('stops before anything is installed, and says which variables are not set and how they are had', () => {
  const { status, err, calls } = machine({ provider: ['aws', 'gcp'] }).run([], credentials);
  expect(status).toBe(1);
  expect(err).toContain('GCP_B64ENCODED_CREDENTIALS: base64 <');
  expect(err).not.toContain('AWS_B64ENCODED_CREDENTIALS');
  expect(calls.filter((call) => call.startsWith('clusterctl init'))).toEqual([]);
});

test('says which programs are missing, and where they are had, before anything else', () => {
  const { status, err, calls } = machine({}, ['kubectl', 'docker']).run([], credentials);
  expect(status).toBe(1);
  expect(err).toMatch(/clusterctl: https:.*v1\.14.*\n.*kind: https:/);
  expect(calls).toEqual(['']);
});

test('a step that does not exist is refused before the others run', () => {
  const { status, err, calls } = machine().run(['cluster', 'engin'], credentials);
  expect({ status, calls }).toEqual({ status: 1, calls: [''] });
  expect(err).toContain('"engin"');
});

describe('an engine that is there', () => {
  const asks = {
    argocd: `${k} get deployment argocd-server --namespace argocd --output jsonpath={.spec.template.spec.containers[0].image}`,
    flux: `${k} get namespace flux-system --output jsonpath={.metadata.labels.app\\.kubernetes\\.io/version}`,
  };
  const cases = [
    ['argocd', 'quay.io/argoproj/argocd:v2.14.0', `quay.io/argoproj/argocd:${versions.argocd}`],
    ['flux', 'v2.4.0', versions.flux],
  ] as const;
  test.each(cases)('%s of another version is not replaced unasked', (engine, other, same) => {
    const stage = machine({ engine: [engine] });
    const installs = (ran: { readonly calls: readonly string[] }): boolean =>
      ran.calls.some((call) => call.endsWith(`--kustomize ${engine}`));
    stage.answer(asks[engine], other);
    const stopped = stage.run(['engine']);
    expect(stopped.status).toBe(1);
    expect(stopped.err).toContain(other);
    expect(installs(stopped)).toBe(false);
    expect(installs(stage.run(['engine'], { REPLACE_ENGINE: 'yes' }))).toBe(true);
    stage.answer(asks[engine], same);
    expect(installs(stage.run(['engine']))).toBe(true);
  });
});

describe('a webhook that does not answer yet', () => {
  const apply = `${k} apply --server-side --field-manager clusterops-bootstrap -f identities/aws.yaml`;
  test('is waited for', () => {
    const stage = machine();
    stage.failOnce(apply, 'Internal error occurred: failed calling webhook "default.awsclustercontrolleridentity"');
    const { status, calls, out } = stage.run(['identities']);
    expect(status).toBe(0);
    expect(calls.filter((call) => call === apply)).toHaveLength(2);
    expect(out).toContain('Waits: Internal error');
  });

  test('is not what a refusal is taken for', () => {
    const stage = machine();
    stage.failOnce(apply, 'admission webhook denied the request: AWSClusterControllerIdentity is immutable');
    const { status, err } = stage.run(['identities']);
    expect(status).toBe(1);
    expect(err).toContain('immutable');
  });
});

describe('with the Cluster API operator', () => {
  const env = { ...credentials, VSPHERE_USERNAME: 'me', VSPHERE_PASSWORD: 'p4ss w=rd$(x)`y`"' };
  const change = { provider: ['aws', 'vsphere'], capi: 'operator' };
  const lacking = ['capa-system aws', 'capv-system vsphere'].map((each) => {
    const [namespace, name] = each.split(' ');
    return `${k} get secret ${name}-variables --namespace ${namespace}`;
  });

  test('waits for the core before the others, and for each', () => {
    const stage = machine(change);
    for (const call of lacking) stage.absent(call);
    const { status, calls } = stage.run(['capi'], env);
    expect(status).toBe(0);
    const at = (words: string): number => calls.findIndex((call) => call.includes(words));
    expect(at('wait coreprovider/cluster-api')).toBeLessThan(at('-f capi-operator/infrastructure-aws.yaml'));
    expect(at('wait infrastructureprovider/vsphere --namespace capv-system --for=condition=Ready')).toBeGreaterThan(0);
    expect(calls.filter((call) => call.startsWith('clusterctl'))).toEqual([]);
  });

  test('hands secrets on unchanged, and in no argument', () => {
    const stage = machine(change);
    for (const call of lacking) stage.absent(call);
    const { calls } = stage.run(['capi'], env);
    expect(stage.piped()).toContain('VSPHERE_PASSWORD=p4ss w=rd$(x)`y`"\n');
    expect(calls.join('\n')).not.toMatch(/p4ss|c2VjcmV0/);
  });

  test('never makes a Secret anew that is there', () => {
    const { status, calls } = machine(change).run(['capi']);
    expect(status).toBe(0);
    expect(calls.filter((call) => call.includes('create secret'))).toEqual([]);
  });

  test('names all variables that are not set at once', () => {
    const stage = machine(change);
    for (const call of lacking) stage.absent(call);
    const { status, err, calls } = stage.run(['capi'], { VSPHERE_USERNAME: 'me' });
    expect(status).toBe(1);
    expect(err).toMatch(/^Set these in the environment first.*:\n {2}AWS_B64.*\n {2}VSPHERE_PASSWORD/);
    expect(calls.filter((call) => /create secret|apply/.test(call))).toEqual([]);
  });
});

test('what a provider needs beforehand comes first', () => {
  const { calls } = machine({ provider: ['openstack'] }).run(['capi']);
  const at = (words: string): number => calls.findIndex((call) => call.includes(words));
  expect(at('openstack-resource-controller/releases/download')).toBeGreaterThan(0);
  expect(at('wait crd/images.openstack.k-orc.cloud')).toBeLessThan(at('clusterctl init'));
});

test('the Secret of a manager that brings none is made before it starts, and not overwritten by nothing', () => {
  const stage = machine({ provider: ['alibaba'] });
  const ask = `${k} get secret alibaba-creds --namespace capa-system`;
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'hush' };
  expect(stage.run(['capi']).calls.join('\n')).not.toContain('create secret');
  stage.absent(ask);
  expect(stage.run(['capi']).status).toBe(1);
  const { calls } = stage.run(['capi'], env);
  const at = (words: string): number => calls.findIndex((call) => call.includes(words));
  expect(at('create secret generic alibaba-creds')).toBeLessThan(at('clusterctl init'));
});

test('at the end, Secrets that a person has still to make are named with their files', () => {
  const stage = machine({ provider: ['hetzner', 'azure'], namespace: 'tenants' });
  stage.absent(`${k} get secret ${hetznerDefaults.secret.name} --namespace tenants`);
  stage.absent(`${k} get secret aso-credentials --namespace tenants`);
  const { status, out } = stage.run(['check']);
  expect(status).toBe(0);
  expect(out).toContain(`tenants/${hetznerDefaults.secret.name}: identities/hetzner.yaml`);
  expect(out).toContain('tenants/aso-credentials, for flavor=aks: identities/azure.yaml');
  expect(out).not.toContain('azure-client-secret');
});
