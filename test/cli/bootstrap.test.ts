import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clusterops, type Ran } from './support/clusterops.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterops-bootstrap-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bootstrap = (...words: readonly string[]): Promise<Ran> =>
  clusterops(folder, ['bootstrap', '--repo-url', 'https://github.com/acme/fleet', ...words]);
const files = (): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

test('writes the tree and says what comes next', async () => {
  const { code, out, err } = await bootstrap('--provider', 'aws', '--provider', 'gcp');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(files()).toEqual(
    expect.arrayContaining(['.github/clusterops.yml', 'clusters/README.md', 'management/argocd/clusters.yaml']),
  );
  expect(statSync(join(folder, 'management/init.sh')).mode & 0o777).toBe(0o755);
  expect(out).toContain('written    management/identities/aws.yaml\n');
  expect(out).toMatch(/1\. Fill in the settings .*\n.*2\. Commit, and push to main.\n.*sh management\/init\.sh/);
});

test('what it wrote is valid in its own eyes', async () => {
  execFileSync('git', ['init', '-q', folder]);
  await bootstrap('--provider', 'aws');
  const written = ['identities', 'argocd/project.yaml', 'argocd/clusters.yaml'].map((each) => `management/${each}`);
  const { code, out } = await clusterops(folder, ['validate', ...written]);
  expect(code).toBe(0);
  expect(out).toMatch(/^3 files, 0 errors, /);
});

describe('what a packaging needs', () => {
  test('is brought: the chart', async () => {
    const { code, out } = await bootstrap('--provider', 'aws', '--provider', 'azure', '--packaging', 'helm');
    expect(code).toBe(0);
    expect(out).not.toContain('warning');
    const shipped = new URL('../../examples/charts/cluster/Chart.yaml', import.meta.url);
    expect(readFileSync(join(folder, 'charts/cluster/Chart.yaml'), 'utf8')).toBe(readFileSync(shipped, 'utf8'));
    expect(files()).toEqual(
      expect.arrayContaining(['aws', 'azure'].map((id) => `charts/cluster/templates/_${id}.tpl`)),
    );
  });

  test('is brought: the classes of the providers that are asked for, and of no other', async () => {
    expect((await bootstrap('--provider', 'dev', '--provider', 'gcp', '--packaging', 'clusterclass')).code).toBe(0);
    expect(
      files()
        .filter((path) => path.startsWith('cluster-classes/'))
        .toSorted(),
    ).toEqual(['dev-docker', 'dev-in-memory', 'gcp-gke', 'gcp-kubeadm'].map((name) => `cluster-classes/${name}.yaml`));
  });

  test('a provider without an example is warned of, the others are not', async () => {
    const asked = ['--provider', 'hetzner', '--provider', 'aws', '--packaging'] as const;
    const classes = await bootstrap(...asked, 'clusterclass');
    expect(classes.code).toBe(0);
    expect(classes.out).toMatch(/^warning cluster\/provider-unavailable: There is no example for hetzner .*\n {2}\S/m);
    expect(classes.out).not.toContain('no example for aws');
    expect((await bootstrap(...asked, 'helm')).out).not.toContain('no example for');
  });
});

test('takes the address of the remote "origin"', async () => {
  execFileSync('git', ['init', '-q', folder]);
  execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', 'git@github.com:acme/other.git']);
  expect((await clusterops(folder, ['bootstrap', '--provider', 'dev'])).code).toBe(0);
  expect(readFileSync(join(folder, 'management/argocd/project.yaml'), 'utf8')).toContain(
    'git@github.com:acme/other.git',
  );
});

describe('a tree that is there', () => {
  test('stays as it was when it is the same', async () => {
    await bootstrap('--provider', 'dev');
    const { code, out } = await bootstrap('--provider', 'dev');
    expect(code).toBe(0);
    expect(out).not.toMatch(/^(written|replaced)/m);
  });

  test('keeps every byte when one file differs, unless replacing is asked for', async () => {
    await bootstrap('--provider', 'dev');
    const file = join(folder, '.github/clusterops.yml');
    writeFileSync(file, '# mine\n');
    const refused = await bootstrap('--provider', 'dev', '--provider', 'aws');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('  .github/clusterops.yml\n');
    expect(readFileSync(file, 'utf8')).toBe('# mine\n');
    expect(existsSync(join(folder, 'management/identities/aws.yaml'))).toBe(false);
    const replaced = await bootstrap('--provider', 'dev', '--provider', 'aws', '--force');
    expect(replaced.out).toContain('replaced   .github/clusterops.yml\n');
    expect(readFileSync(file, 'utf8')).toContain('- aws');
  });

  test('is not left half-written when a file cannot be made', async () => {
    writeFileSync(join(folder, 'management'), 'a file where a folder should be\n');
    const { code, err } = await bootstrap('--provider', 'dev');
    expect(code).toBe(1);
    expect(err).toContain('cannot be written');
    expect(files()).toEqual(['management']);
  });
});

describe('is refused with 2 and writes nothing', () => {
  test('what cannot be meant, each with its cure', async () => {
    const { code, out, err } = await bootstrap(
      ...[
        '--provider',
        'asure',
        '--provider',
        'packet',
        '--engine',
        'argocd',
        '--engine',
        'flux',
        '--repo-url',
        'acme',
      ],
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const words of [
      'Did you mean "azure"?',
      'Equinix Metal ended',
      'as argocd and as flux',
      '--repo-url: "acme"',
    ]) {
      expect(err).toContain(words);
    }
    expect(files()).toEqual([]);
  });

  test('no address and no remote', async () => {
    const { code, err } = await clusterops(folder, ['bootstrap', '--provider', 'aws']);
    expect(code).toBe(2);
    expect(err).toContain('--repo-url');
  });
});
