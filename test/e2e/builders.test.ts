import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBuilders } from '../../src/builders/builders.ts';
import type { FileContent } from '../../src/domain/cluster/spec.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { schemaSource } from '../../src/schemas/source.ts';
import { createCheckFiles } from '../../src/workflows/check-files.ts';
import { goldenCases } from '../domain/manifests/golden-cases/all.ts';
import { configuration, exampleChart, rendered } from '../domain/manifests/support/clusters.ts';
import { program } from './support/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterops-e2e-builders-'));
afterAll(() => rmSync(folder, { recursive: true }));

let check: (
  files: Readonly<Record<string, string>>,
  clustersFolder?: string,
  asked?: string,
) => Promise<readonly Finding[]>;
beforeAll(() => {
  const builders = createBuilders({ kustomize: program('kustomize'), helm: program('helm'), searched: [] });
  const checkFiles = createCheckFiles({ schemas: schemaSource, builders });
  check = async (all, clustersFolder = 'clusters', asked = `${clustersFolder}/`) => {
    const files = Object.entries(all).map(([path, content]) => ({ path, content }));
    const judged = files.filter(({ path }) => path.startsWith(asked));
    if (judged.length === 0) throw new Error('nothing to check');
    const { findings } = await checkFiles({
      files: judged,
      read: [{ folder: '', files, unread: [] }],
      readFolder: async (path) => ({ folder: path, files: [], unread: [] }),
      clustersFolder,
    });
    return findings;
  };
});

const asRecord = (files: readonly FileContent[]): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map(({ path, content }) => [path, content]));
const seen = (findings: readonly Finding[]): readonly unknown[][] =>
  findings.map(({ code, place }) => [code, `${place?.path}:${place?.line}`]);

describe('clusters of ours, packaged with kustomize', () => {
  const plain = goldenCases.filter(({ typed }) => (typed.packaging ?? 'plain') === 'plain');
  test.each(plain)('$name: what is built has nothing wrong with it', async ({ typed, change }) => {
    const { cluster } = rendered({ ...typed, packaging: 'kustomize' }, change);
    const { folder: clustersFolder } = (change?.configuration ?? configuration).clusters;
    expect(await check(asRecord(cluster.files), clustersFolder)).toEqual([]);
  });

  const files = asRecord(rendered({ region: ['eu-west-1'], name: 'shop', packaging: 'kustomize' }).cluster.files);
  const paths = Object.keys(files);
  const baseFile = (name: string) =>
    paths.find((path) => path.startsWith('cluster-bases/') && path.endsWith(name)) ?? '';
  const edited = (path: string, from: string | RegExp, to: string) => {
    const content = files[path]?.replace(from, to) ?? '';
    if (content === files[path]) throw new Error(`nothing to replace in ${path}`);
    const line = content.split('\n').findIndex((each, index) => each !== files[path]?.split('\n')[index]) + 1;
    return { all: { ...files, [path]: content }, at: `${path}:${line}` };
  };

  test('a wrong line of the base is found there', async () => {
    const { all, at } = edited(baseFile('cluster.yaml'), 'loadBalancerType: nlb', 'loadBalancerTyp: nlb');
    expect(seen(await check(all))).toEqual([['manifest/field-unknown', at]]);
  });

  test('a wrong line of a patch is found there', async () => {
    const { all, at } = edited('clusters/shop/patches/aws-cluster.yaml', 'region: eu-west-1', 'regoin: eu-west-1');
    expect(seen(await check(all))).toContainEqual(['manifest/field-unknown', at]);
  });

  test('what kustomize itself refuses is said at the file', async () => {
    const path = 'clusters/shop/patches/aws-cluster.yaml';
    const findings = await check({ ...files, [path]: 'kind: [\n' });
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'manifest/build-failed', place: { path, line: expect.any(Number) } }),
    );
  });
});

const chart = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
const template = (text: string) => ({
  'clusters/shop/Chart.yaml': chart('shop'),
  'clusters/shop/templates/a.yaml': text,
});
const configMap =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: {{ .Values.a | quote }}\n';

describe('charts', () => {
  test('a cluster of ours, packaged with the example chart, has nothing wrong with it', async () => {
    const { cluster } = rendered({ region: ['eu-west-1'], name: 'shop', packaging: 'helm' });
    expect(await check({ ...Object.fromEntries(exampleChart), ...asRecord(cluster.files) })).toEqual([]);
  });

  test('a chart of the repository, by file://, is rendered with the values of the cluster', async () => {
    const files = {
      'clusters/shop/Chart.yaml': chart(
        'shop',
        'dependencies: [{name: lib, version: ">=1", repository: "file://../../charts/lib"}]\n',
      ),
      'clusters/shop/values.yaml': 'lib: {a: b}\n',
      'charts/lib/Chart.yaml': chart('lib'),
      'charts/lib/templates/a.yaml': configMap,
    };
    expect(await check(files)).toEqual([]);
    const wrong = { ...files, 'charts/lib/templates/a.yaml': configMap.replace('name:', 'nmae:') };
    expect(seen(await check(wrong))).toContainEqual(['manifest/field-unknown', 'charts/lib/templates/a.yaml:2']);
  });

  test('a chart that no cluster uses may leave values to those who will, and a cluster’s own may not', async () => {
    const strict = (folder: string) => ({
      [`${folder}/Chart.yaml`]: chart('lib'),
      [`${folder}/values.schema.json`]: '{ "required": ["name"] }',
      [`${folder}/templates/a.yaml`]: configMap,
    });
    expect(seen(await check(strict('charts/lib'), 'clusters', 'charts/'))).toEqual([
      ['manifest/not-checked', 'charts/lib/Chart.yaml:1'],
    ]);
    expect(seen(await check(strict('clusters/shop')))).toEqual([
      ['manifest/build-failed', 'clusters/shop/Chart.yaml:1'],
    ]);
  });

  test('a template that fails is said at its line', async () => {
    const findings = await check(template(`# first\n{{ fail "not like this" }}\n`));
    expect(seen(findings)).toEqual([['manifest/build-failed', 'clusters/shop/templates/a.yaml:2']]);
    expect(findings[0]?.message).toContain('not like this');
  });

  test('values that their schema refuses', async () => {
    const findings = await check({
      ...template(configMap),
      'clusters/shop/values.yaml': 'a: 1\n',
      'clusters/shop/values.schema.json': '{"properties": {"a": {"type": "string"}}}',
    });
    expect(seen(findings).map(([code]) => code)).toEqual(['manifest/build-failed']);
  });
});

describe('hostile trees are refused, or stopped at a limit: never ok', () => {
  const notChecked = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const findings = await check(files);
    expect(findings.map(({ code }) => code)).toEqual(['manifest/not-checked']);
    return findings[0]?.message ?? '';
  };

  test('a remote base', async () => {
    const kustomization = 'resources: ["https://github.com/acme/bases//aws?ref=main"]\n';
    expect(await notChecked({ 'clusters/shop/kustomization.yaml': kustomization })).toContain(
      'nothing is fetched here',
    );
  });

  test('a plugin', async () => {
    const files = {
      'clusters/shop/kustomization.yaml': 'transformers: [t.yaml]\n',
      'clusters/shop/t.yaml':
        'apiVersion: x/v1\nkind: X\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: "exec: {path: ./x.sh}"\n',
    };
    expect(await notChecked(files)).toContain('may run programs');
  });

  test.each(['https://example.com/charts', 'oci://example.com/charts'])('a chart from %s', async (repository) => {
    const dependencies = `dependencies: [{name: lib, version: 1.0.0, repository: "${repository}"}]\n`;
    expect(await notChecked({ 'clusters/shop/Chart.yaml': chart('shop', dependencies) })).toContain(
      'nothing is fetched here',
    );
  });

  test('a template that prints without end', async () => {
    const bomb = 'a: |\n{{ range until 100000 }}  xxxxxxxxxxxxxxxxxxxxxxxxx\n{{ end }}';
    expect(await notChecked(template(bomb))).toContain('printed more than');
  });

  test('a template that takes all memory', async () => {
    const bomb =
      '{{ $s := "xxxxxxxxxxxxxxxx" }}{{ range until 60 }}{{ $s = printf "%s%s" $s $s }}{{ end }}a: {{ len $s }}';
    expect(await notChecked(template(bomb))).toContain('of memory');
  });

  test('a range over a billion', async () => {
    expect(await notChecked(template('{{ range until 1000000000 }}{{ end }}'))).toMatch(/of memory|took longer/);
  });

  test('a template that never ends', async () => {
    const bomb = `${'{{ range until 1000 }}'.repeat(5)}${'{{ end }}'.repeat(5)}`;
    // Which limit it meets first is a matter of how busy the machine is.
    expect(await notChecked(template(bomb))).toMatch(/of memory|took longer/);
  });

  test('a template that calls itself', async () => {
    const findings = await check(template('{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}'));
    expect(seen(findings)).toEqual([['manifest/build-failed', 'clusters/shop/templates/a.yaml:1']]);
    expect(findings[0]?.message.length).toBeLessThan(800);
  });

  test('overlays that multiply', async () => {
    const files: Record<string, string> = {
      'clusters/shop/l0/kustomization.yaml': 'resources: [a.yaml]\n',
      'clusters/shop/l0/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "${'x'.repeat(10_000)}"}\n`,
    };
    for (let level = 1; level <= 12; level += 1) {
      for (const side of ['a', 'b']) {
        const below = level === 1 ? ['../l0'] : [`../l${level - 1}a`, `../l${level - 1}b`];
        files[`clusters/shop/l${level}${side}/kustomization.yaml`] =
          `namePrefix: ${side}-\nresources: [${below.join(', ')}]\n`;
      }
    }
    files['clusters/shop/kustomization.yaml'] = 'resources: [l12a, l12b]\n';
    expect(await notChecked(files)).toMatch(/printed more than|took longer|of memory/);
  });

  test('Helm reads nothing of the machine', async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: {{ .Files.Get "../../../../../etc/passwd" | quote }}\n  b: {{ (lookup "v1" "Secret" "default" "x") | toJson | quote }}\n  c: {{ getHostByName "localhost" | quote }}\n`;
    expect(await check(template(text))).toEqual([]);
  });
});

test('nothing is left in the temporary folder', () => {
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('clusterops-build-'))).toEqual([]);
});
