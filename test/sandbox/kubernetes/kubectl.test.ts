import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type SandboxKubernetes, startSandboxKubernetes } from '../../../src/sandbox/kubernetes/main.ts';
import { cluster } from './client.ts';

const program = 'kubectl';

const hasKubectl = (): boolean => {
  try {
    execFileSync(program, ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('kubectl is not on this machine, so its tests are skipped');
    return false;
  }
};

const manifest = `apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {name: shop, namespace: default, labels: {team: a}}
spec:
  clusterNetwork: {pods: {cidrBlocks: [192.168.0.0/16]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: notes, namespace: default}
data: {a: b}
`;

(hasKubectl() ? describe : describe.skip)('real kubectl', () => {
  let kubernetes: SandboxKubernetes;
  let folder: string;
  beforeAll(async () => {
    kubernetes = await startSandboxKubernetes({ tls: true });
    folder = mkdtempSync(join(tmpdir(), 'sandbox-kubectl-'));
    writeFileSync(join(folder, 'config'), kubernetes.kubeconfig());
    writeFileSync(join(folder, 'manifest.yaml'), manifest);
    writeFileSync(join(folder, 'wrong.yaml'), manifest.replace('pods:', 'podz:'));
  });
  afterAll(async () => {
    await kubernetes.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const environment = () => ({ PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, 'config') });
  const kubectl = (
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> =>
    new Promise((resolve) => {
      execFile(program, args, { cwd: folder, env: environment() }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err });
      });
    });

  test('apply, twice, then on the server side, then get, describe and delete', async () => {
    expect((await kubectl('apply', '-f', 'manifest.yaml')).out).toBe(
      'cluster.cluster.x-k8s.io/shop created\nconfigmap/notes created\n',
    );
    expect((await kubectl('apply', '-f', 'manifest.yaml')).out).toBe(
      'cluster.cluster.x-k8s.io/shop unchanged\nconfigmap/notes unchanged\n',
    );
    const served = await kubectl('apply', '--server-side', '-f', 'manifest.yaml');
    expect(served.out).toBe('cluster.cluster.x-k8s.io/shop serverside-applied\nconfigmap/notes serverside-applied\n');

    const list = (await kubectl('get', 'clusters')).out.split('\n');
    expect(list[0]).toMatch(
      /^NAME\s+CLUSTERCLASS\s+AVAILABLE\s+CP DESIRED\s+CP AVAILABLE\s+CP UP-TO-DATE\s+W DESIRED.*PHASE\s+AGE\s+VERSION/,
    );
    expect(list[1]).toMatch(/^shop /);
    expect((await kubectl('get', 'cl', '-o', 'wide')).out).toContain('CP CURRENT');
    expect((await kubectl('get', 'clusters', '-l', 'team=a', '-o', 'name')).out).toBe(
      'cluster.cluster.x-k8s.io/shop\n',
    );
    expect((await kubectl('describe', 'cluster', 'shop')).out).toMatch(
      /Name:\s+shop[\s\S]*Cidr Blocks:\s+192\.168\.0\.0\/16[\s\S]*Events:\s+<none>/,
    );
    expect((await kubectl('delete', '-f', 'manifest.yaml')).out).toMatch(/^cluster\.cluster\.x-k8s\.io "shop" deleted/);
    expect((await kubectl('get', 'cluster', 'shop')).err).toBe(
      'Error from server (NotFound): clusters.cluster.x-k8s.io "shop" not found\n',
    );
  });

  test('a misspelt field is refused by both kinds of apply', async () => {
    const client = await kubectl('apply', '-f', 'wrong.yaml');
    expect([client.code, client.err]).toEqual([
      1,
      expect.stringContaining('strict decoding error: unknown field "spec.clusterNetwork.podz"'),
    ]);
    const server = await kubectl('apply', '--server-side', '-f', 'wrong.yaml');
    expect(server.err).toContain('.spec.clusterNetwork.podz: field not declared in schema');
  });

  test('version, resources and explanations', async () => {
    expect((await kubectl('version')).out).toContain('Server Version: v1.36.3');
    expect((await kubectl('api-resources', '--api-group=cluster.x-k8s.io', '-o', 'name')).out).toContain(
      'machinedeployments.cluster.x-k8s.io',
    );
    expect((await kubectl('explain', 'cluster.spec.paused')).out).toMatch(/FIELD: paused <boolean>/);
  });

  test('get -w prints a row for every change', async () => {
    const watch = spawn(program, ['get', 'clusters', '--watch', '--no-headers'], { env: environment() });
    try {
      let printed = '';
      const rows = (count: number): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (printed.split('\n').length > count) resolve();
          };
          watch.stdout.on('data', look);
          look();
        });
      watch.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      const made = kubernetes.store.create(cluster('watched'));
      await rows(1);
      kubernetes.store.updateStatus({ ...made, status: { phase: 'Provisioning' } });
      await rows(2);
      expect(printed).toMatch(/^watched .*\nwatched .*Provisioning/);
    } finally {
      watch.kill();
    }
  });
});
