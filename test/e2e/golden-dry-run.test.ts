import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiServer, startApiServer } from './support/api-server.ts';
import { installCustomResources } from './support/custom-resources.ts';
import { output } from './support/programs.ts';
import { reportFolder } from './support/report.ts';

const golden = resolve(import.meta.dirname, '../golden/manifests');
const chart = resolve(import.meta.dirname, '../../examples/charts/cluster');
const classes = resolve(import.meta.dirname, '../../examples/cluster-classes');

const trees = readdirSync(golden);

/** Golden trees, with the example chart where they refer to it. */
const repositories = mkdtempSync(join(tmpdir(), 'clusterops-golden-'));
cpSync(golden, repositories, { recursive: true });
for (const tree of trees.filter((each) => each.includes('-helm-'))) {
  cpSync(chart, join(repositories, tree, 'charts/cluster'), { recursive: true });
}
afterAll(() => rmSync(repositories, { recursive: true }));

/** Folders of clusters in a golden tree. */
function clusterFolders(tree: string): readonly string[] {
  const files = readdirSync(join(repositories, tree), { recursive: true, encoding: 'utf8' });
  const clusters = files.flatMap((path) => /^((?:fleet\/)?clusters\/[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(clusters)].map((path) => join(repositories, tree, path));
}

/** The objects that a GitOps engine would make of a folder, built by the real tools. */
function objectsOf(folder: string): string {
  if (existsSync(join(folder, 'kustomization.yaml'))) return output('kustomize', ['build', folder]);
  if (existsSync(join(folder, 'Chart.yaml'))) {
    output('helm', ['dependency', 'build', folder]);
    return output('helm', ['template', 'release', folder]);
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n---\n');
}

let server: ApiServer;
const dryRun = (objects: string): string =>
  server.kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-'], objects);

beforeAll(async () => {
  server = await startApiServer(join(reportFolder, 'logs-golden'));
  await installCustomResources(server);
  server.kubectl(['create', 'namespace', 'tenants']);
}, 180_000);
afterAll(() => server.stop());

describe('a strict dry run on a real API server', () => {
  test.each(trees)('accepts %s', (tree) => {
    for (const folder of clusterFolders(tree)) {
      const objects = objectsOf(folder);
      const kinds = objects.match(/^kind: /gm) ?? [];
      expect(dryRun(objects).trim().split('\n')).toHaveLength(kinds.length);
    }
  });

  test.each(readdirSync(classes).filter((name) => name.endsWith('.yaml')))('accepts the example class %s', (name) => {
    const objects = readFileSync(join(classes, name), 'utf8');
    const kinds = objects.match(/^kind: /gm) ?? [];
    expect(dryRun(objects).trim().split('\n')).toHaveLength(kinds.length);
  });

  const [cluster = ''] = clusterFolders('openstack-kubeadm-plain-default');
  test.each([
    ['a field that the kind has not', 'dnsNameservers', 'dnsNameserver', /field not declared in schema/],
    ['a value of another type', 'allowAllInClusterTraffic: false', 'allowAllInClusterTraffic: "no"', /boolean/],
    ['what a CEL rule forbids', /^ {6}flavor: .*\n/m, '', /flavor/],
  ])('refuses %s', (_case, from, to, complaint) => {
    const broken = objectsOf(cluster).replace(from, to);
    expect(broken).not.toBe(objectsOf(cluster));
    expect(() => dryRun(broken)).toThrow(complaint);
  });
});
