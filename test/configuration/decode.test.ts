import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeConfiguration } from '../../src/configuration/decode.ts';
import type { Configuration } from '../../src/domain/access/configuration.ts';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';

const readOf = (text: string): Configuration => {
  const read = decodeConfiguration(text);
  if (read.state !== 'read') throw new Error(JSON.stringify(read));
  return read.configuration;
};
const faultsOf = (text: string) => {
  const read = decodeConfiguration(text);
  return read.state === 'invalid' ? read.findings : [];
};
const placed = (text: string) => faultsOf(text).map(({ code, place }) => `${place?.line}:${place?.column} ${code}`);

describe('a configuration file', () => {
  test('a key of a form that regions do not have is named, with what it must be', () => {
    expect(faultsOf('providers:\n  openstack:\n    perRegion:\n      RegionOne: {}\n')).toMatchObject([
      {
        ...{ code: 'configuration/value-invalid', place: { line: 4, column: 7 } },
        message: 'The key "RegionOne" of providers.openstack.perRegion must be the name of a region, in lower case.',
      },
    ]);
  });

  test.each(['', '\n', '# nothing\n', '---\n', 'limits: {}\n'])('%j means the defaults', (text) => {
    expect(readOf(text)).toEqual(defaultConfiguration);
  });

  test('takes every key, and fills in the rest', () => {
    const configuration = readOf(`
clusters: { folder: infra/clusters, namespace: fleet }
defaults:
  kubernetesVersion: 1.33.4
  controlPlane: 1
  workers: 2
  cni: calico
  ttl: 1d12h
providers:
  order: [dev, aws]
  aws:
    sshKeyName: "ops key"
    identity: { kind: AWSClusterRoleIdentity, name: prod.account }
    regions: [eu-west-1]
regions: [eu-west-1, eu-central-1]
delivery: preview
argocd: { repoUrl: "git@github.example:o/r.git" }
access: { permission: admin, allowBots: ["renovate[bot]"] }
labels: []
`);
    expect(configuration).toEqual({
      ...defaultConfiguration,
      clusters: { folder: 'infra/clusters', namespace: 'fleet' },
      defaults: {
        kubernetesVersion: 'v1.33.4',
        controlPlane: 1,
        workers: 2,
        packaging: 'plain',
        cni: 'calico',
        ttlSeconds: 129_600,
      },
      providers: {
        ...defaultConfiguration.providers,
        order: ['dev', 'aws'],
        aws: {
          ...defaultConfiguration.providers.aws,
          sshKeyName: 'ops key',
          identity: { kind: 'AWSClusterRoleIdentity', name: 'prod.account' },
          regions: ['eu-west-1'],
        },
      },
      regions: ['eu-west-1', 'eu-central-1'],
      delivery: 'preview',
      argocd: { ...defaultConfiguration.argocd, repoUrl: 'git@github.example:o/r.git' },
      access: { permission: 'admin', allowBots: ['renovate[bot]'] },
      labels: [],
    });
  });

  test('says what differs from region to region, and where a version goes', () => {
    const text = 'providers: { openstack: { image: "kube-v{version}", perRegion: { one: { name: RegionOne } } } }';
    expect(readOf(text).providers.openstack).toMatchObject({
      image: 'kube-v{version}',
      perRegion: { one: { name: 'RegionOne' } },
    });
  });

  test('may use anchors', () => {
    expect(readOf('regions: &r [eu-west-1]\nproviders: { aws: { regions: *r } }').regions).toEqual(['eu-west-1']);
  });
});

describe('a faulty configuration file', () => {
  test('is answered with all its faults, each with its place', () => {
    expect(
      placed(`clusters:
  foldr: x
  namespace: Fleet_
limits:
  workers: "3"
  controlPlane: 2.5
regions:
zzz: 1
`),
    ).toEqual([
      '2:3 configuration/key-unknown',
      '3:14 configuration/value-invalid',
      '5:12 configuration/value-invalid',
      '6:17 configuration/value-invalid',
      '7:1 configuration/value-invalid',
      '8:1 configuration/key-unknown',
    ]);
  });

  const cures = [
    ['limits: { wrokers: 3 }', 'Did you mean workers?'],
    ['Regions: [eu-west-1]', 'Did you mean regions?'],
    ['defaults: { cni: cillium }', 'Did you mean cilium?'],
    ['defaults: { kubernetesVersion: 1.30 }', 'Put it in quotes.'],
    ['limits: { workers: 1 }', 'Set defaults.workers to at most 1.'],
    ['defaults: { ttl: 1s }', 'Give a duration from 1h to 365d, such as 72h.'],
    ['lifetime: { most: 1s }', 'Give a duration from 1h to 365d, such as 7d.'],
    ['defaults: { ttl: 9d }\nlifetime: { most: 7d }', 'Set defaults.ttl to at most 7d.'],
    ['regions:', 'Give it a value, or remove the key.'],
  ] as const;
  test.each(cures)('%s → %s', (text, cure) => {
    expect(faultsOf(text).map((each) => each.cure)).toEqual([cure]);
  });

  const bad = [
    ['a list', '- a'],
    ['a word', 'yes'],
    ['two documents', 'labels: []\n---\nlabels: []'],
    ['a key twice', 'labels: []\nlabels: []'],
    ['broken YAML', 'limits: {'],
    ['a tag', 'labels: !!js/function "x"'],
    ['a merge key', 'x: &x {}\n<<: *x'],
    ['a prototype', '__proto__: { a: 1 }'],
    ['a folder outside', 'clusters: { folder: ../x }'],
    ['a folder within .git', 'clusters: { folder: a/.GIT }'],
    ['an absolute folder', 'clusters: { folder: /x }'],
    ['the root', 'clusters: { folder: . }'],
    ['an empty list of regions', 'regions: []'],
    ['read permission for writing', 'access: { permission: read }'],
    ['credentials in an address', 'argocd: { repoUrl: "https://u:p@host/x" }'],
    ['a template expression', `providers: { aws: { sshKeyName: "${'$'}{KEY}" } }`],
    ['a region in capitals', 'providers: { openstack: { perRegion: { RegionOne: {} } } }'],
    [
      'a setting that no region has of its own',
      'providers: { openstack: { perRegion: { one: { nodeCidr: 10.0.0.0/24 } } } }',
    ],
    ['a brace that means nothing', 'providers: { openstack: { image: "kube-v{verison}" } }'],
    ['a provider twice', 'providers: { order: [aws, aws] }'],
    ['an even control plane', 'defaults: { controlPlane: 2 }'],
  ] as const;
  test.each(bad)('%s is refused', (_, text) => {
    const found = faultsOf(text);
    expect(found.length).toBeGreaterThan(0);
    for (const { code, place, cure } of found) {
      expect(code).toMatch(/^configuration\//);
      expect(place?.path).toBe('.github/clusterops.yml');
      expect(cure).not.toBe('');
    }
  });

  test('a file that would multiply, nest or grow without end is refused at once', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, from] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((each) => each.split(''))) {
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${from}`).join(', ')}]`);
    }
    const nested = ['[', '{', '- ', '? ', '{a: ', '[[', ': ', '? - '].map((each) => each.repeat(60_000 / each.length));
    const complex = [
      `${'? '.repeat(40)}a`,
      `a: ${'{'.repeat(40)}${'}'.repeat(40)}`,
      `a: ${'[{'.repeat(40)}${'}]'.repeat(40)}`,
    ];
    for (const text of [bomb.join('\n'), ...nested, ...complex, `labels: [${'a, '.repeat(30_000)}]`]) {
      expect(faultsOf(text)[0]?.code).toBe('configuration/syntax');
    }
  });

  test('names the first fifty of very many faults', () => {
    const keys = Array.from({ length: 6000 }, (_, index) => `key${index}: 1`).join('\n');
    expect(faultsOf(keys)).toHaveLength(50);
  });

  test('no text makes the decoder fail', () => {
    const pieces = [
      'limits',
      'workers',
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '"',
      "'",
      '|\n',
      '!!',
      '#',
      '---\n',
      '3',
      '\t',
      '%',
      '? ',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        const read = decodeConfiguration(each);
        if (read.state === 'invalid') expect(read.findings.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});
