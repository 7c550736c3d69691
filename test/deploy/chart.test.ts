import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { readSettings } from '../../src/config.ts';
import { startMetrics } from '../../src/web/metrics.ts';
import { startWeb } from '../../src/web/server.ts';
import { silentLog } from '../support/silent-log.ts';

// What can be known of the chart without Helm; test/e2e/chart.test.ts renders it and applies it to a real API server.
const chart = 'deploy/chart';
const read = (path: string): string => readFileSync(join(chart, path), 'utf8');
const templates = readdirSync(join(chart, 'templates'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(yaml|tpl|txt)$/.test(path))
  .map((path) => read(`templates/${path}`))
  .join('\n');
const values = parse(read('values.yaml'));
const schema = JSON.parse(read('values.schema.json'));
const given = { ...values, github: { ...values.github, existingSecret: 'gh' }, servedRepositories: ['acme/*'] };
const variables = [...templates.matchAll(/name: ([A-Z][A-Z_]+)$|"([A-Z][A-Z_]+)"/gm)].map(
  ([, named, tuned]) => named ?? tuned ?? '',
);

describe('the settings of the bot', () => {
  const known = [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);

  test('are variables that it reads', () => {
    expect(variables.length).toBeGreaterThan(20);
    expect(variables.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('can all be given, but those that a pod leaves as they are', () => {
    const left = ['PRIVATE_KEY', 'HOST', 'LOG_FORMAT'];
    expect(known.filter((name) => !variables.includes(name ?? ''))).toEqual(left);
  });

  test.each([
    ['log.level', 'LOG_LEVEL', schema.properties.log.properties.level.enum],
    ['github.rateLimits', 'GITHUB_RATE_LIMITS', schema.properties.github.properties.rateLimits.enum],
    ['managementCluster.source', 'MANAGEMENT_CLUSTER', schema.properties.managementCluster.properties.source.enum],
  ])('take each word that %s allows', (_, variable, words: readonly string[]) => {
    expect(words.filter((word) => faultsOf({ [variable]: word }).length > 0)).toEqual([]);
  });

  test.each([
    ['concurrency', 'CONCURRENCY'],
    ['coalesceMs', 'COALESCE_MS'],
    ['reconcileSeconds', 'RECONCILE_SECONDS'],
    ['lifetimeLookSeconds', 'LIFETIME_LOOK_SECONDS'],
    ['orphanLookSeconds', 'ORPHAN_LOOK_SECONDS'],
    ['cleanupRecheckMs', 'CLEANUP_RECHECK_MS'],
    ['deletionsPerHour', 'DELETIONS_PER_HOUR'],
    ['deletionStuckSeconds', 'DELETION_STUCK_SECONDS'],
    ['webhookMaxBytes', 'WEBHOOK_MAX_BYTES'],
    ['shutdownGraceSeconds', 'SHUTDOWN_GRACE_SECONDS'],
  ])('have the limits that tuning.%s has', (name, variable) => {
    const { minimum, maximum } = schema.properties.tuning.properties[name];
    const wrong = (value: number) => faultsOf({ [variable]: String(value) }).length > 0;
    expect([minimum - 1, minimum, maximum, maximum + 1].map(wrong)).toEqual([true, false, false, true]);
  });
});

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  const result = readSettings({ KUBECONFIG: '/k', ...environment }, { read: () => '', exists: () => false });
  return result.ok
    ? []
    : result.findings
        .map(({ message }) => message)
        .filter((each) => each.startsWith(Object.keys(environment)[0] ?? ''));
}

describe('the values', () => {
  const fits = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
  }).compile(schema);

  test('fit their schema once the required ones are given, and not before', () => {
    expect([fits(given), fits.errors]).toEqual([true, null]);
    expect(fits(values)).toBe(false);
  });

  test('of docs/management-clusters.md fit', () => {
    const [, , example = ''] = [
      ...readFileSync('docs/management-clusters.md', 'utf8').matchAll(/```yaml\n([\s\S]+?)```/g),
    ].flatMap(([, text], index) => (index === 0 ? ['', ''] : [text]));
    expect(parse(example).managementClusters.europe.kubeconfig).toEqual({ existingSecret: 'europe', key: 'value' });
    expect([fits({ ...given, ...parse(example) }), fits.errors]).toEqual([true, null]);
  });

  test('of docs/install.md fit', () => {
    const [, example = ''] =
      /```yaml\n(# clusterops\.yaml\n[\s\S]+?)```/.exec(readFileSync('docs/install.md', 'utf8')) ?? [];
    expect(parse(example)).toMatchObject({ replicas: 2 });
    expect([fits(parse(example)), fits.errors]).toEqual([true, null]);
  });

  test('are all described, to the last one, and none is described that is not there', () => {
    expect(described(schema)).toEqual(written(values));
  });

  test('are all used by a template, and none is used that is not there', () => {
    const used = new Set(
      [...templates.matchAll(/\.Values\.([A-Za-z.]+)/g)].map(([, path = '']) => path.replace(/\.$/, '')),
    );
    // Bound to a variable in front of a group of uses.
    const groups = [
      ['$github', 'github'],
      ['$cluster', 'managementCluster'],
    ] as const;
    for (const [variable, group] of groups) {
      for (const [, path] of templates.matchAll(new RegExp(`\\${variable}\\.([A-Za-z.]+)`, 'g'))) {
        used.add(`${group}.${path}`);
      }
    }
    const paths = written(values);
    const covers = (use: string, path: string): boolean => path === use || path.startsWith(`${use}.`);
    const bare = [...used].filter((use) => use !== 'github' && use !== 'managementCluster');
    expect(paths.filter((path) => !bare.some((use) => covers(use, path)))).toEqual([]);
    expect(bare.filter((use) => !paths.some((path) => covers(use, path)))).toEqual([]);
  });
});

interface Described {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: unknown;
  readonly $ref?: string;
}

/** Paths of the values that a schema names, in order; each mapping has to refuse other keys. */
function described(node: Described, path = ''): readonly string[] {
  if (node.properties === undefined) return [path];
  if (node.additionalProperties !== false) throw new Error(`${path} takes any key`);
  return Object.entries(node.properties)
    .filter(([key]) => !(path === '' && key === 'global'))
    .flatMap(([key, below]) => described(below, path === '' ? key : `${path}.${key}`))
    .toSorted();
}

/** Paths of the values; a mapping that is free (labels, resources) counts as one, as its schema has it. */
function written(node: unknown, path = ''): readonly string[] {
  const isMap = typeof node === 'object' && node !== null && !Array.isArray(node);
  if (!isMap || Object.keys(node).length === 0 || /^resources\./.test(path)) return [path];
  return Object.entries(node)
    .flatMap(([key, below]) => written(below, path === '' ? key : `${path}.${key}`))
    .toSorted();
}

describe('what Kubernetes and Prometheus ask the bot', () => {
  test('is answered: probes and metrics', async () => {
    const web = await startWeb({
      host: '127.0.0.1',
      port: 0,
      secrets: ['a secret of the tests'],
      inbox: { store: async () => 'stored' },
      metrics: { delivery: () => {} },
      log: silentLog,
      ready: () => ({ ready: true, reasons: [] }),
      version: '0',
    } as never);
    const metrics = await startMetrics({
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      expose: async () => ({ type: 'text/plain', text: '' }),
    });
    try {
      const paths = (pattern: RegExp) => [...new Set([...templates.matchAll(pattern)].map(([, path]) => path))];
      const probes = paths(/httpGet:\s+path: (\S+)/g);
      expect(probes).toEqual(['/healthz', '/readyz']);
      for (const path of probes) expect([path, (await fetch(`${web.url}${path}`)).status]).toEqual([path, 200]);
      const scraped = paths(/port: metrics\s+path: (\S+)/g);
      expect(scraped).toEqual(['/metrics']);
      for (const path of scraped) expect((await fetch(`${metrics.url}${path}`)).status).toBe(200);
    } finally {
      await Promise.all([web.close(), metrics.close()]);
    }
  });
});

test('the image and the chart agree: user, data, ports, entry point', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  expect(dockerfile).toContain('USER 10001:10001');
  expect(templates).toContain('runAsUser: 10001');
  expect(dockerfile).toContain('DATA_DIR=/data');
  expect(templates).toContain('mountPath: /data\n');
  expect(dockerfile).toContain('EXPOSE 3000 9090');
  expect(templates).toMatch(/containerPort: 3000[\s\S]+containerPort: 9090/);
});

test('the rights for kubectl have the rules that the chart has', () => {
  const shipped = parseAllDocuments(readFileSync('deploy/rbac.yaml', 'utf8')).map((each) => each.toJS());
  for (const name of ['reader', 'previews-argocd', 'previews-flux', 'releases-flux', 'clean-up', 'dry-run']) {
    const template = read(`templates/rbac/${name}.yaml`);
    const role = shipped.find((each) => each.kind === 'ClusterRole' && each.metadata.name === `clusterops-${name}`);
    const [, rules = ''] = /kind: ClusterRole\n[\s\S]+?\nrules:\n((?: {2}.*\n)+)/.exec(template) ?? [];
    const plain = rules.split('\n').filter((line) => !line.includes('{{'));
    expect([name, role?.rules]).toEqual([name, parse(plain.join('\n'))]);
  }
});
