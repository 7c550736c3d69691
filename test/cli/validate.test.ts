import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CliExit } from '../../src/cli/exit.ts';
import { type ValidateOptions, validate } from '../../src/cli/validate.ts';

const scratch = mkdtempSync(join(tmpdir(), 'clusterops-validate-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(scratch, 'fleet-'));
  mkdirSync(join(root, '.git'));
});

function lay(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** A kustomize that prints the base of the folder that it is given. */
const kustomize = (): string => {
  const folder = mkdtempSync(join(scratch, 'bin-'));
  const script = '#!/bin/sh\nif [ "$1" = version ]; then echo v5.8.1; exit; fi\n/bin/cat base/object.yaml\n';
  writeFileSync(join(folder, 'kustomize'), script, { mode: 0o755 });
  return folder;
};

async function run(paths: readonly string[], options: ValidateOptions = {}, environment = {}) {
  const lines: string[] = [];
  let code = 0;
  try {
    await validate(
      paths.map((path) => join(root, path)),
      options,
      environment,
      (line) => lines.push(line),
    );
  } catch (error) {
    if (!(error instanceof CliExit)) throw error;
    code = error.code;
    lines.push(error.message);
  }
  return { code, out: lines.join('\n') };
}

const object = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;

describe('a whole repository', () => {
  test('is judged without what is for tools, as bootstrap lays it out', async () => {
    lay({
      '.github/clusterops.yml': 'providers: {}\n',
      'management/clusterctl.yaml': 'variables: {}\n',
      'management/kind.yaml': 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n',
      'management/namespaces.yaml': object('a'),
    });
    expect(await run([''])).toEqual({ code: 0, out: '1 file, 0 errors, 0 not checked, 0 other findings' });
  });

  test('what lacks its kind in the clusters folder, or is named, is an error', async () => {
    lay({ 'clusters/shop/odd.yaml': 'metadata: {name: shop}\n', 'tool.yaml': 'variables: {}\n' });
    const all = await run(['']);
    expect(all.code).toBe(1);
    expect(all.out).toContain('clusters/shop/odd.yaml:1:1: error manifest/field-missing: kind is missing');
    expect(all.out).not.toContain('tool.yaml');
    expect((await run(['tool.yaml'])).out).toContain('manifest/field-missing');
  });
});

test('what cannot be read is named, be it a manifest or of a tool, in a repository or not', async () => {
  const broken = {
    'fleet/shop/cluster.yaml': '# by hand\n\tapiVersion: v1\n\tkind: ConfigMap\n',
    'tool.yaml': 'a: 1\n',
  };
  lay(broken);
  const inside = await run(['']);
  expect(inside).toMatchObject({ code: 1, out: expect.stringContaining('1 file, 1 error') });
  expect(inside.out).toMatch(/cluster\.yaml:2:1: error manifest\/syntax: Tabs/);
  rmSync(join(root, '.git'), { recursive: true });
  for (const path of ['', 'fleet', 'fleet/shop']) {
    const outside = await run([path]);
    expect(outside.code).toBe(1);
    expect(outside.out).toMatch(/cluster\.yaml:2:1: error manifest\/syntax: Tabs/);
  }
});

describe('a template', () => {
  const template = (more = '') => object(`$\{CLUSTER_NAME}`, more);

  test('stands for no objects yet: that is said, and nothing else but what it must not hold', async () => {
    lay({ 'templates/a.yaml': template(`  namespace: $\{NAMESPACE}\n`), 'clusters/shop/a.yaml': object('a') });
    const { code, out } = await run(['']);
    expect(code).toBe(0);
    expect(out).toContain('templates/a.yaml:1: notice template/unfilled: templates/a.yaml is a clusterctl template');
    expect(out).toContain('2 files, 0 errors, 0 not checked, 1 other findings');
    expect((await run(['templates/a.yaml'])).code).toBe(0);
  });

  test('that cannot be read, or holds a secret, is an error, and so is one where clusters are', async () => {
    lay({
      'templates/odd.yaml': template('data: {a: "$'.concat('{"}\n')),
      'templates/secret.yaml': template('data: {token: abc}\n').replace('ConfigMap', 'Secret'),
      'clusters/shop/a.yaml': template(),
    });
    const { code, out } = await run(['']);
    expect(code).toBe(1);
    expect(out.match(/error [a-z/-]+/g)).toEqual([
      'error manifest/value-invalid',
      'error template/syntax',
      'error manifest/secret-in-git',
    ]);
  });
});

describe('a folder that is built', () => {
  const files = {
    'clusters/shop/kustomization.yaml': 'resources: [../../base]\n',
    'base/kustomization.yaml': 'resources: [object.yaml]\n',
    'base/object.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  password: y\n',
  };

  test('is built from what it refers to, also outside of what was named, and its objects are checked', async () => {
    lay(files);
    const { code, out } = await run(['clusters'], {}, { PATH: kustomize() });
    expect(code).toBe(1);
    expect(out).toMatch(/base\/object\.yaml:6:3: error manifest\/secret-in-git: Secret x/);
  });

  test('without the program is not checked: it says how to have it, and does not end as right', async () => {
    lay(files);
    const missing = await run(['clusters']);
    expect(missing.code).toBe(1);
    expect(missing.out).toContain('Install kustomize, or give its path in KUSTOMIZE_PATH.');
    expect(missing.out).toContain('1 not checked');
    expect((await run(['clusters'], { allowUnchecked: true })).code).toBe(0);
  });
});

test('links are not followed, and reported where they could hold manifests', async () => {
  lay({ 'clusters/shop/a.yaml': object('a'), 'outside.yaml': 'not: [yaml' });
  symlinkSync('../../outside.yaml', join(root, 'clusters/shop/b.yaml'));
  symlinkSync('/etc', join(root, 'clusters/shop/etc'));
  const { code, out } = await run(['clusters']);
  expect(code).toBe(1);
  expect(out.match(/manifest\/not-checked.*is a symbolic link/g)).toHaveLength(2);
  expect(out).not.toContain('manifest/syntax');
});

test('what Git and npm keep is passed over', async () => {
  lay({ 'clusters/shop/a.yaml': object('a'), 'node_modules/x/b.yaml': 'a: [', '.git/c.yaml': 'a: [' });
  expect(await run([''])).toMatchObject({ code: 0 });
});

test('the clusters folder is that of the configuration, or as said', async () => {
  const twice = { 'fleet/shop/a/x.yaml': object('x'), 'fleet/shop/b/x.yaml': object('x') };
  lay(twice);
  expect((await run(['fleet'])).out).toContain('manifest/duplicate-object');
  const elsewhere =
    'apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: shop\n  namespace: default\nspec:\n  infrastructureRef: {apiGroup: infrastructure.cluster.x-k8s.io, kind: AWSCluster, name: shop}\n';
  const infrastructure =
    'apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSCluster\nmetadata:\n  name: shop\n  namespace: default\nspec: {region: eu-west-1}\n';
  rmSync(join(root, 'fleet'), { recursive: true });
  lay({ 'fleet/shop/a/x.yaml': elsewhere, 'fleet/shop/b/x.yaml': infrastructure });
  expect((await run(['fleet'])).out).toContain('manifest/reference-broken');
  expect((await run(['fleet'], { clustersFolder: 'fleet/' })).out).not.toContain('manifest/reference-broken');
  lay({ '.github/clusterops.yml': 'clusters: {folder: fleet}\n' });
  expect((await run(['fleet'])).out).not.toContain('manifest/reference-broken');
});

test('paths of two repositories are refused', async () => {
  lay({ 'clusters/shop/a.yaml': object('a') });
  expect(await run(['clusters', '../..'])).toMatchObject({ code: 2, out: expect.stringContaining('one repository') });
});

test('SARIF holds paths as the repository has them', async () => {
  lay({ 'clusters/shop/a.yaml': 'a: [\n' });
  const { code, out } = await run(['clusters'], { sarif: true });
  expect(code).toBe(1);
  const log = JSON.parse(out.trim()) as { runs: { results: object[] }[] };
  expect(log.runs[0]?.results).toMatchObject([
    {
      ruleId: 'manifest/syntax',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'clusters/shop/a.yaml' } } }],
    },
  ]);
});

describe('one file of a cluster', () => {
  const pool = (cluster: string) =>
    `apiVersion: cluster.x-k8s.io/v1beta2\nkind: MachineHealthCheck\nmetadata: {name: x, namespace: default}\nspec:\n  clusterName: ${cluster}\n  selector: {matchLabels: {a: b}}\n`;
  const files = {
    'clusters/shop/cluster.yaml':
      'apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: shop, namespace: default}\nspec: {nonsense: 1}\n',
    'clusters/shop/workers.yaml': pool('shop'),
  };

  test('is judged with the others, which are not', async () => {
    lay(files);
    const { code, out } = await run(['clusters/shop/workers.yaml']);
    expect([code, out]).toEqual([0, '1 file, 0 errors, 0 not checked, 0 other findings']);
  });

  test('has its own faults, also those against the others', async () => {
    lay({ ...files, 'clusters/shop/workers.yaml': pool('shpo') });
    const { code, out } = await run(['clusters/shop/workers.yaml']);
    expect(code).toBe(1);
    expect(out).toMatch(/workers\.yaml:5:16: error manifest\/reference-broken/);
    expect(out).not.toContain('cluster.yaml:');
  });
});
