import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../../src/configuration/decode.ts';
import { changedSubject, createdSubjects } from '../../../src/domain/access/after-command.ts';
import type { Configuration } from '../../../src/domain/access/configuration.ts';
import { decide, type Question } from '../../../src/domain/access/decide.ts';
import { type Subject, subjectOfSpec } from '../../../src/domain/access/subject.ts';
import { type ClusterRow, clusterRows } from '../../../src/domain/cluster/rows.ts';
import { parseCommandLine } from '../../../src/domain/command/parse.ts';
import { editCluster, folderAfter, requestedCluster } from '../../../src/domain/edits/edit-cluster.ts';
import { hibernate } from '../../../src/domain/edits/hibernate.ts';
import { scale } from '../../../src/domain/edits/scale.ts';
import type { Permission } from '../../../src/domain/repository.ts';
import { fresh } from '../edits/support/folders.ts';

const configured = (text: string): Configuration => {
  const read = decodeConfiguration(text);
  if (read.state !== 'read') throw new Error(JSON.stringify(read));
  return read.configuration;
};

interface Asked extends Partial<Pick<Question, 'fleet' | 'now' | 'subjects'>> {
  readonly as?: string;
  readonly permission?: Permission;
}

/** A Thursday at noon. */
const noon = Date.parse('2026-11-26T12:00:00Z');

function ask(configuration: Configuration, text: string, asked: Asked = {}) {
  const line = parseCommandLine(text);
  if (line.kind === 'refused') throw new Error(JSON.stringify(line.findings));
  const isPlanned = line.name === 'create-cluster' && asked.subjects === undefined;
  const created = isPlanned ? createdSubjects(line.arguments, configuration, 1) : undefined;
  if (created?.ok === false) throw new Error(JSON.stringify(created.findings));
  const { as = 'somebody', permission = 'write', ...more } = asked;
  return decide({
    command: line.name,
    arguments: line.arguments,
    sender: { id: 7, login: as, bot: false },
    permission,
    configuration: { state: 'read', configuration },
    now: noon,
    fleet: [],
    ...(created === undefined ? {} : { subjects: created.value }),
    ...more,
  });
}

/** `allow`, or the rules that deny. */
const verdict = (decision: ReturnType<typeof decide>) =>
  decision.verdict === 'deny' ? decision.why.filter((line) => !line.holds).map((line) => line.rule) : decision.verdict;

const example = (name: string) => configured(readFileSync(`examples/policies/${name}.yml`, 'utf8'));
const standing = (name: string, environment: string, more: Partial<Subject> = {}): Subject => ({
  name,
  environment,
  provider: 'aws',
  flavor: 'kubeadm',
  region: 'eu-west-1',
  ...more,
});

describe('the examples', () => {
  test('are five, and docs/policy.md shows each as it is', () => {
    const page = readFileSync('docs/policy.md', 'utf8');
    const names = readdirSync('examples/policies');
    expect(names).toHaveLength(5);
    for (const name of names) {
      expect(page).toContain(readFileSync(`examples/policies/${name}`, 'utf8').trimEnd());
      expect(page).toContain(`examples/policies/${name}`);
    }
  });

  test('production by maintainers', () => {
    const policy = example('production-by-maintainers');
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=dev-a'))).toBe('allow');
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=prod-a'))).toEqual(['policy.rules.production']);
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=prod-a', { permission: 'maintain' }))).toBe('allow');
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=shop'))).toEqual(['policy.names']);
    const subjects = [standing('prod-a', 'production')];
    const deleting = (as: string) =>
      verdict(ask(policy, '/delete-cluster prod-a', { as, permission: 'admin', subjects }));
    expect(deleting('somebody')).toEqual(['policy.rules.production-deletion']);
    expect(deleting('Octavia')).toBe('allow');
  });

  test('self-service', () => {
    const policy = example('self-service');
    const reading = { permission: 'read' } as const;
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=dev-a', reading))).toBe('allow');
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=dev-a', { permission: 'none' }))).toEqual([
      'access.permission',
    ]);
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=shop', reading))).toEqual(['access.permission']);
    expect(verdict(ask(policy, '/create-cluster eu-west-1 name=dev-a workers=4', reading))).toEqual([
      'policy.rules.no-large-development',
      'access.permission',
    ]);
    // One of several clusters is not enough.
    const both = { ...reading, subjects: [standing('dev-a', 'development', { workers: 1 }), standing('shop', '')] };
    expect(verdict(ask(policy, '/create-cluster eu-west-1 eu-central-1', both))).toEqual(['access.permission']);
  });

  test('costs', () => {
    const policy = example('costs');
    const create = (more: string, fleet: readonly Subject[] = []) =>
      verdict(ask(policy, `/create-cluster eu-central-1 name=a ${more}`, { fleet }));
    const small = (name: string) => standing(name, 'development', { controlPlane: 1, workers: 2 });
    expect(create('')).toBe('allow');
    expect(create('machine-type=c7i.large')).toEqual(['policy.machineTypes']);
    expect(create('machine-type=m7i.4xlarge')).toEqual(['policy.rules.large-machines']);
    expect(create('', [small('b'), small('c')])).toBe('allow');
    expect(create('', [small('b'), small('c'), small('d')])).toEqual([
      'policy.quotas.development',
      'policy.quotas.development',
    ]);
    expect(create('workers=19', [{ ...small('b'), environment: 'production', workers: 50 }])).toEqual([
      'policy.quotas.all',
      'policy.quotas.development',
    ]);
    const there = [small('b'), small('c')].map((each) => ({ ...each, region: 'eu-central-1' }));
    expect(create('', there)).toEqual(['policy.quotas.one-region']);
    const elsewhere = { subjects: [standing('a', 'development', { region: 'us-east-1' })] };
    expect(verdict(ask(policy, '/create-cluster us-east-1 name=a', elsewhere))).toEqual(['regions']);
  });

  test('working hours', () => {
    const policy = example('working-hours');
    const create = (when: string, permission: Permission = 'write') =>
      verdict(ask(policy, '/create-cluster eu-west-1 name=prod-a', { now: Date.parse(when), permission }));
    expect(create('2026-11-26T12:00:00Z')).toBe('allow');
    // 17:00 in Berlin, in winter and in summer.
    expect(create('2026-11-26T15:59:00Z')).toBe('allow');
    expect(create('2026-11-26T16:00:00Z')).toEqual(['policy.rules.out-of-hours']);
    expect(create('2026-07-23T14:59:00Z')).toBe('allow');
    expect(create('2026-07-23T15:00:00Z')).toEqual(['policy.rules.out-of-hours']);
    expect(create('2026-11-28T06:00:00Z')).toEqual(['policy.rules.out-of-hours']);
    expect(create('2026-11-28T12:00:00Z')).toEqual(['policy.rules.out-of-hours']);
    expect(create('2026-11-30T06:00:00Z')).toEqual(['policy.rules.out-of-hours']);
    expect(create('2026-11-30T07:00:00Z')).toBe('allow');
    expect(create('2026-11-28T12:00:00Z', 'maintain')).toBe('allow');
    expect(create('2026-12-22T12:00:00Z', 'maintain')).toEqual(['policy.rules.end-of-year']);
    expect(create('2027-01-04T12:00:00Z')).toBe('allow');
  });

  test('providers and versions', () => {
    const policy = example('providers-and-versions');
    expect(verdict(ask(policy, '/create-cluster eu-west-1 flavor=eks'))).toBe('allow');
    expect(verdict(ask(policy, '/create-cluster eu-west-1'))).toEqual(['policy.rules.kubeadm']);
    expect(verdict(ask(policy, '/create-cluster eu-west-1', { permission: 'maintain' }))).toBe('allow');
    const other = { permission: 'admin', subjects: [standing('a', '', { provider: 'hetzner' })] } as const;
    expect(verdict(ask(policy, '/create-cluster fsn1', other))).toEqual(['policy.rules.other-clouds']);
    expect(verdict(ask(policy, '/create-cluster eu-west-1 flavor=eks version=1.32.1'))).toEqual(['policy.versions']);
  });
});

describe('a denial', () => {
  test('names the rule, the reason and who may', () => {
    const decision = ask(example('production-by-maintainers'), '/create-cluster eu-west-1 name=prod-a');
    expect(decision).toMatchObject({
      findings: [
        {
          code: 'access/rule',
          message:
            'The rule "policy.rules.production" denies this for the cluster "prod-a": Production clusters are changed by maintainers.',
          cure: 'Ask one of those who may: anybody with the maintain permission.',
        },
      ],
    });
  });

  test('is not escaped by what is not known of a cluster, and nobody is allowed because of it', () => {
    const unseen = { subjects: [{ name: 'shop' }] };
    expect(verdict(ask(example('production-by-maintainers'), '/scale-cluster shop workers=2', unseen))).toEqual([
      'policy.rules.production',
    ]);
    expect(verdict(ask(example('self-service'), '/delete-cluster shop', { ...unseen, permission: 'read' }))).toEqual([
      'policy.rules.no-large-development',
      'access.permission',
    ]);
  });

  test('is lifted for nobody by a cluster of which nothing is known, nor for who cannot read the repository', () => {
    const policy = configured(`
environments: { development: { clusters: ["dev-*"] } }
policy:
  rules:
    - { name: own, effect: allow, when: { environments: [development], by: { users: [alice] } } }
`);
    const scale = (more: Asked) => verdict(ask(policy, '/scale-cluster dev-a workers=1', { as: 'alice', ...more }));
    const subjects = [standing('dev-a', 'development')];
    expect(scale({ permission: 'read', subjects })).toBe('allow');
    expect(scale({ permission: 'none', subjects })).toEqual(['access.permission']);
    expect(scale({ permission: 'read', subjects: [{ name: 'dev-a' }] })).toEqual(['access.permission']);
  });

  test('lists every rule that was asked, and why it does not apply', () => {
    const { why } = ask(example('production-by-maintainers'), '/create-cluster eu-west-1 name=dev-a');
    expect(why).toContainEqual({
      rule: 'policy.rules.production',
      holds: true,
      because: 'It does not apply: the environment is development.',
    });
  });
});

describe('the longest life of an environment', () => {
  const policy = configured(`
lifetime: { most: 30d }
environments: { development: { clusters: ["dev-*"], lifetime: { most: 3d } } }
`);
  const refused = (name: string, ttl: string) => {
    const line = parseCommandLine(`/create-cluster local name=${name} ttl=${ttl}`);
    const created = line.kind === 'command' ? createdSubjects(line.arguments, policy, 1) : undefined;
    return created?.ok === false ? created.findings.map(({ cure }) => cure) : [];
  };
  test('takes the place of the one of the file', () => {
    expect(refused('shop', '10d')).toEqual([]);
    expect(refused('dev-a', '3d')).toEqual([]);
    expect(refused('dev-a', '10d')).toEqual([
      'Give ttl= so that it lives at most 3d, or have environments.development.lifetime.most raised in .github/clusterops.yml.',
    ]);
  });
});

describe('quotas', () => {
  const policy = configured('policy: { quotas: [{ name: few, mostClusters: 1, mostMachines: 6 }] }');
  const shop = standing('shop', '', { controlPlane: 3, workers: 3 });
  test('count what cannot be told apart, and refuse what cannot be counted', () => {
    expect(verdict(ask(policy, '/create-cluster eu-west-1', { fleet: [{ name: 'unknown' }] }))).toEqual([
      'policy.quotas.few',
    ]);
    const uncounted = ask(policy, '/create-cluster eu-west-1', { fleet: 'unread' });
    expect(uncounted).toMatchObject({ findings: [{ code: 'access/quota-uncounted' }] });
  });
  test('let a cluster shrink that is above them already', () => {
    const fleet = [{ ...shop, workers: 9 }];
    const scale = (workers: number) =>
      verdict(ask(policy, `/scale-cluster shop workers=${workers}`, { fleet, subjects: [{ ...shop, workers }] }));
    expect(scale(8)).toBe('allow');
    expect(scale(10)).toEqual(['policy.quotas.few']);
  });
});

describe('a cluster in Git', () => {
  const files = (label: string, replicas: number) => [
    {
      path: 'clusters/shop/cluster.yaml',
      content: `apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: shop\n  labels: { ${label} }\nspec: {}\n`,
    },
    {
      path: 'clusters/shop/workers.yaml',
      content: ['md-0', 'gpu']
        .map(
          (pool) =>
            `---\napiVersion: cluster.x-k8s.io/v1beta2\nkind: MachineDeployment\nmetadata: { name: shop-${pool} }\nspec: { clusterName: shop, replicas: ${replicas} }\n`,
        )
        .join(''),
    },
  ];
  const { environments } = example('production-by-maintainers');
  const configuration = { ...example('costs'), environments };
  const left = (command: string, given: Record<string, string | number>, label = 'a: b') =>
    changedSubject('shop', files(label, 2), given, configuration, command);

  test('is in the environment of its label, else of its name', () => {
    expect(left('delete-cluster', {}).environment).toBe('');
    expect(left('delete-cluster', {}, 'clusterops.dev/environment: production').environment).toBe('production');
  });

  const leaves = (command: string, given: Record<string, string | number>, from = fresh('plain')) =>
    changedSubject('shop', from, given, configuration, command);

  test('is counted as the command leaves it', () => {
    expect(left('delete-cluster', {}).workers).toBe(4);
    expect(left('scale-cluster', { pool: 'gpu', workers: 7 }).workers).toBe(9);
    expect(left('scale-cluster', { pool: 'gpu', min: 1, max: 20 }).workers).toBe(22);
    expect(left('remove-pool', { pool: 'gpu' }).workers).toBe(2);
    expect(leaves('add-pool', { pool: 'new', workers: 3, 'machine-type': 'm7i.large' })).toMatchObject({
      workers: 6,
      machineTypes: ['m7i.large'],
    });
    expect(leaves('scale-cluster', { 'control-plane': 5 })).toMatchObject({ controlPlane: 5, workers: 3 });
  });

  test('that sleeps counts again as what it wakes up with', () => {
    const files = fresh('plain');
    const shop = { row: clusterRows(files, 'clusters')[0] as ClusterRow, folder: 'clusters/shop', files };
    const outcome = editCluster(hibernate, shop, { name: 'shop' }, configuration);
    const asleep = outcome.ok ? folderAfter(outcome.value) : [];
    expect(leaves('wake-cluster', {}, asleep).workers).toBe(3);
    expect(leaves('scale-cluster', { workers: 1 }, asleep).workers).toBe(1);
  });

  test('whose pool an autoscaler sizes counts with its most, also as a request remembers it', () => {
    const files = fresh('plain');
    const shop = { row: clusterRows(files, 'clusters')[0] as ClusterRow, folder: 'clusters/shop', files };
    const outcome = editCluster(scale, shop, { name: 'shop', pool: 'md-0', min: 1, max: 20 }, configuration);
    const left = outcome.ok ? folderAfter(outcome.value) : [];
    const remembered = requestedCluster(shop, left, configuration.clusters);
    expect(subjectOfSpec(remembered.spec, {}).workers).toBe(leaves('scale-cluster', {}, left).workers);
    expect(subjectOfSpec(remembered.spec, {}).workers).toBeGreaterThanOrEqual(20);
  });
});

describe('environments', () => {
  test('give new clusters their own defaults', () => {
    const created = createdSubjects({ region: ['eu-west-1'], name: 'dev-a' }, example('production-by-maintainers'), 1);
    expect(created).toMatchObject({ ok: true, value: [{ environment: 'development', controlPlane: 1, workers: 1 }] });
  });
});
