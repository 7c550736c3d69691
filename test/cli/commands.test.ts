import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandboxKubernetes } from '../../src/sandbox/kubernetes/main.ts';
import { type Ran, clusterops as run } from './support/clusterops.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clusterops-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const clusterops = (...words: readonly string[]): Promise<Ran> => run(folder, words);

describe('render', () => {
  test('prints the files that the command would commit', async () => {
    const { code, out } = await clusterops('render', '/create-cluster eu-west-1 workers=3');
    expect(code).toBe(0);
    expect(out).toContain('# clusters/eu-west-1-1/cluster.yaml');
    expect(out).toContain('kind: KubeadmControlPlane');
  });

  test('a refusal ends with 2 and says code, place and cure on stderr', async () => {
    const { code, out, err } = await clusterops('render', '/create-cluster eu-west-1 workers=x');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('command/argument-invalid');
    expect(err).toContain('1:27');
    expect(err).toContain('whole number');
  });

  test('what is to be known of the files is said on stderr, beside them', async () => {
    const { code, out, err } = await clusterops('render', '/create-cluster eu-west-1 machine-type=m9zz.large');
    expect(code).toBe(0);
    expect(out).toContain('instanceType: m9zz.large');
    expect(err).toContain('warning cluster/machine-type-invalid: The instance family "m9zz" is not known here');
  });

  test('a template that is a link is not followed, and that is said', async () => {
    mkdirSync(join(folder, 'linked/.github'), { recursive: true });
    mkdirSync(join(folder, 'linked/templates'));
    writeFileSync(join(folder, 'secret.yaml'), 'kind: Secret\n');
    symlinkSync('../../secret.yaml', join(folder, 'linked/templates/own.yaml'));
    writeFileSync(join(folder, 'linked/.github/clusterops.yml'), 'templates:\n  own:\n    path: templates/own.yaml\n');
    const { code, err } = await clusterops('render', '/create-cluster eu-west-1 template=own', '--repo', 'linked');
    expect(code).toBe(2);
    expect(err).toContain(
      'template/unreadable: The template "templates/own.yaml" was not read: it is a symbolic link.',
    );
    expect(err).toContain('Commit the file itself in its place');
  });

  test('nor is a folder above it that is a link', async () => {
    mkdirSync(join(folder, 'outside/templates'), { recursive: true });
    writeFileSync(join(folder, 'outside/templates/own.yaml'), 'kind: Cluster\n');
    mkdirSync(join(folder, 'linked-above'));
    symlinkSync('../outside', join(folder, 'linked-above/platform'));
    const command = '/create-cluster eu-west-1 template=platform/templates/own.yaml';
    const { code, err } = await clusterops('render', command, '--repo', 'linked-above');
    expect([code, err]).toEqual([2, expect.stringContaining('was not read: platform is a symbolic link.')]);
  });

  test('several lines are refused, with what to do', async () => {
    const { code, err } = await clusterops('render', '/create-cluster eu-west-1\n/create-cluster eu-west-2');
    expect([code, err]).toEqual([2, expect.stringContaining('Render each line by itself.')]);
  });

  test('writes the version of Cluster API that the management cluster of --kubeconfig serves', async () => {
    const kubernetes = await startSandboxKubernetes({ unserved: ['cluster.x-k8s.io/v1beta2'] });
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubernetes.kubeconfig());
    const { code, out } = await clusterops('render', '/create-cluster eu-west-1', '--kubeconfig', kubeconfig);
    expect(code).toBe(0);
    expect(out).toContain('apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\n');
    await kubernetes.close();
    const gone = await clusterops('render', '/create-cluster eu-west-1', '--kubeconfig', kubeconfig);
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('kubernetes/unavailable');
  });

  test('an invalid configuration is refused with its line', async () => {
    const file = join(folder, 'broken.yml');
    writeFileSync(file, 'delivery: sometimes\n');
    const { code, err } = await clusterops('render', '/create-cluster eu-west-1', '--config', file);
    expect(code).toBe(2);
    expect(err).toContain('configuration/value-invalid');
    expect(err).toContain(`${file}:`);
    const absent = await clusterops('render', '/create-cluster eu-west-1', '--config', 'absent.yml');
    expect([absent.code, absent.err]).toEqual([2, expect.stringContaining('absent.yml: cannot be read')]);
  });

  test('goes by the configuration of --repo', async () => {
    const repository = join(folder, 'fleet');
    mkdirSync(join(repository, '.github'), { recursive: true });
    writeFileSync(join(repository, '.github/clusterops.yml'), 'clusters:\n  folder: fleet/eu\n');
    const { code, out } = await clusterops('render', '/create-cluster eu-west-1', '--repo', repository);
    expect([code, out]).toEqual([0, expect.stringContaining('# fleet/eu/eu-west-1-1/cluster.yaml')]);
  });
});

describe('validate', () => {
  test('passes what render wrote, and fails what somebody broke, at the line', async () => {
    await clusterops('render', '/create-cluster eu-west-1', '--out', folder);
    expect((await clusterops('validate', 'clusters')).code).toBe(0);
    const file = join(folder, 'clusters/eu-west-1-1/workers.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('replicas:', 'replica:'));
    const { code, out } = await clusterops('validate', 'clusters');
    expect(code).toBe(1);
    expect(out).toMatch(/^clusters\/eu-west-1-1\/workers\.yaml:\d+:\d+: error manifest\/field-unknown/m);
    expect(out).toContain('Did you mean "replicas"?');
    const json = await clusterops('validate', 'clusters', '--json');
    expect(JSON.parse(json.out).findings[0]).toMatchObject({ code: 'manifest/field-unknown', severity: 'error' });
  });

  test('a path that is not there is refused', async () => {
    expect((await clusterops('validate', 'nowhere')).code).toBe(2);
  });
});

describe('the rest', () => {
  test('doctor names every missing setting and ends with 1', async () => {
    const { code, out } = await clusterops('doctor');
    expect(code).toBe(1);
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'SERVED_REPOSITORIES']) expect(out).toContain(name);
  });

  test('serve refuses to start without a webhook secret', async () => {
    const { code, err } = await clusterops('serve');
    expect(code).toBe(2);
    expect(err).toContain('WEBHOOK_SECRET');
  });

  test.each([
    [['render', '/create-cluster eu-west-1', '--issue', 'x'], 'Give a whole number'],
    [['render', '/create-cluster eu-west-1', '--repo', 'nowhere'], 'There is no such directory'],
    [['policy', 'explain', '/delete-cluster shop', '--as', 'ann', '--repo', 'nowhere'], 'There is no such directory'],
    [['audit'], 'Set APP_ID in the environment or in .env.'],
  ])('%j is refused, with what to do', async (words, why) => {
    expect(await clusterops(...words)).toEqual({ code: 2, out: '', err: expect.stringContaining(why) });
  });

  test('a fault is told with its cure', async () => {
    const { code, err } = await clusterops('describe', 'shop', '--kubeconfig', 'nowhere');
    expect([code, err]).toEqual([1, expect.stringContaining('Correct the file or the name of the context.')]);
  });

  test('wrong usage ends with 2, help and version with 0', async () => {
    expect((await clusterops('bogus')).code).toBe(2);
    expect((await clusterops('--help')).code).toBe(0);
    expect((await clusterops('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each(['bash', 'zsh', 'fish'])('completion for %s knows every command', async (shell) => {
    const { out } = await clusterops('completion', shell);
    for (const name of ['bootstrap', 'render', 'validate', 'describe', 'doctor', 'demo', 'serve'])
      expect(out).toContain(name);
  });
});

describe('policy explain', () => {
  const repository = (configuration: string): string => {
    const root = mkdtempSync(join(folder, 'repository-'));
    mkdirSync(join(root, '.git'));
    mkdirSync(join(root, '.github'));
    writeFileSync(join(root, '.github/clusterops.yml'), configuration);
    return root;
  };
  const explain = (root: string, line: string, ...more: readonly string[]) =>
    clusterops('policy', 'explain', line, '--as', 'alice', '--repo', root, ...more);

  test('prints every rule with what it said, and ends as the command would', async () => {
    const root = repository(readFileSync('examples/policies/production-by-maintainers.yml', 'utf8'));
    const denied = await explain(root, '/create-cluster eu-west-1 name=prod-a');
    expect(denied.code).toBe(2);
    expect(denied.out).toMatch(
      /^✔ policy\.rules\.production-deletion +It does not apply: the command is create-cluster\.$/m,
    );
    expect(denied.out).toMatch(/^✘ policy\.rules\.production +The rule/m);
    expect(denied.out).toContain('anybody with the maintain permission');
    const allowed = await explain(root, '/create-cluster eu-west-1 name=prod-a', '--permission', 'maintain', '--json');
    expect(allowed.code).toBe(0);
    expect(JSON.parse(allowed.out)).toMatchObject({
      verdict: 'allow',
      why: expect.arrayContaining([
        {
          rule: 'policy.approvals.production',
          holds: true,
          because: 'The pull request will need an approval by others than alice: anybody with the maintain permission.',
        },
      ]),
    });
  });

  test('decides for every cluster that a selector fits', async () => {
    const root = repository(
      'policy: { rules: [{ name: frozen, effect: deny, when: { clusters: [till] } }] }\nenvironments: { all: { clusters: ["*"] } }\n',
    );
    for (const name of ['till', 'web']) {
      mkdirSync(join(root, 'clusters', name), { recursive: true });
      const cluster = `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: ${name}}\n`;
      writeFileSync(join(root, 'clusters', name, 'cluster.yaml'), cluster);
    }
    const { code, out } = await explain(root, '/hibernate-cluster env=all');
    expect(code).toBe(2);
    expect(out).toMatch(/^✘ policy\.rules\.frozen .* for the cluster "till"/m);
    expect(out).toContain('web: It does not apply: the name is web.');
    expect((await explain(root, '/hibernate-cluster env=none')).err).toContain('cluster/none-selected');
  });

  test('decides what a schedule will give at its next time', async () => {
    const root = repository(
      [
        'schedule: [{ name: office, selector: name=dev-a, sleep: "20:00", wake: "07:00" }]',
        'policy: { rules: [{ name: night, effect: deny, when: { times: [{ from: "19:00", to: "21:00" }] } }] }\n',
      ].join('\n'),
    );
    const asked = (line: string, ...more: readonly string[]) =>
      clusterops('policy', 'explain', line, '--repo', root, ...more);
    const denied = await asked('/hibernate-cluster dev-a', '--schedule', 'office');
    expect(denied.code).toBe(2);
    expect(denied.out).toMatch(/^✔ schedule\.office +The configuration of the default branch asks for it/m);
    expect(denied.out).toMatch(/^✘ policy\.rules\.night/m);
    expect((await asked('/wake-cluster dev-a', '--schedule', 'office')).code).toBe(0);
    const late = await asked('/wake-cluster dev-a', '--schedule', 'office', '--at', '2026-11-25T22:00:00Z');
    expect(late.out).toContain('does not ask for this now: its time is over');
    expect((await asked('/wake-cluster dev-a', '--schedule', 'offcie')).err).toContain('there are office');
    expect((await asked('/wake-cluster dev-a')).err).toContain('Say who gives the command');
  });

  test('takes the teams of a person from who asks', async () => {
    const root = repository(
      'policy: { rules: [{ name: ours, effect: deny, when: {}, except: { teams: [acme/platform] } }] }\n',
    );
    expect((await explain(root, '/create-cluster eu-west-1')).out).toContain('the team acme/platform');
    expect((await explain(root, '/create-cluster eu-west-1', '--team', 'acme/platform')).code).toBe(0);
  });

  test('refuses what nobody can decide', async () => {
    const root = repository('policy: { rules: [] }\n');
    expect((await explain(root, '/create-cluster eu-west-1', '--permission', 'owner')).err).toContain(
      'there are none, read',
    );
    expect((await explain(root, '/create-cluster eu-west-1', '--at', 'noon')).err).toContain('is no time');
    expect((await explain(root, '/create-clutser eu-west-1')).err).toContain('command/unknown');
  });
});
