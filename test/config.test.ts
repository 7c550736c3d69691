import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../src/config.ts';
import { decodePrivateKey } from '../src/private-key.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const files = {
  read: (path: string) => {
    if (path === '/keys/app.pem') return pem;
    throw new Error('ENOENT');
  },
  exists: () => false,
};
const complete = { APP_ID: '42', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'correct horse', SERVED_REPOSITORIES: 'acme/*' };
const read = (environment: Record<string, string | undefined>) => readSettings(environment, files);

function settingsOf(environment: Record<string, string | undefined>) {
  const result = read(environment);
  if (!result.ok) throw new Error(result.findings.map((finding) => finding.message).join('\n'));
  return result.settings;
}

function faultsOf(environment: Record<string, string | undefined>): readonly string[] {
  const result = read(environment);
  return result.ok ? [] : result.findings.map((finding) => `${finding.code} ${finding.message.split(/[ :]/)[0]}`);
}

describe('what is missing or wrong is reported at once', () => {
  test('an empty environment', () => {
    expect(faultsOf({})).toEqual([
      'settings/missing APP_ID',
      'settings/missing PRIVATE_KEY',
      'settings/missing WEBHOOK_SECRET',
      'settings/missing SERVED_REPOSITORIES',
    ]);
  });

  const cases: readonly (readonly [name: string, change: Record<string, string | undefined>, fault: string])[] = [
    ['no webhook secret', { WEBHOOK_SECRET: undefined }, 'settings/missing WEBHOOK_SECRET'],
    ['a blank webhook secret', { WEBHOOK_SECRET: '   ' }, 'settings/missing WEBHOOK_SECRET'],
    ['a guessable webhook secret', { WEBHOOK_SECRET: 'dev' }, 'settings/invalid WEBHOOK_SECRET'],
    ['an App ID that is a word', { APP_ID: 'clusterops' }, 'settings/invalid APP_ID'],
    ['a key that is none', { PRIVATE_KEY: 'hello' }, 'settings/invalid PRIVATE_KEY'],
    [
      'a key file that is not there',
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere' },
      'settings/invalid PRIVATE_KEY_PATH',
    ],
    ['a port out of range', { PORT: '70000' }, 'settings/invalid PORT'],
    ['an address without a scheme', { GITHUB_API_URL: 'github.example.com/api/v3' }, 'settings/invalid GITHUB_API_URL'],
    ['another database', { DATABASE_URL: 'mysql://x' }, 'settings/invalid DATABASE_URL'],
    ['a pattern that is none', { SERVED_REPOSITORIES: 'acme' }, 'settings/invalid SERVED_REPOSITORIES'],
    ['a kubeconfig that is needed', { MANAGEMENT_CLUSTER: 'kubeconfig' }, 'settings/missing KUBECONFIG'],
    ['a dry run as who may do anything', { DRY_RUN_AS: 'system:masters' }, 'settings/invalid DRY_RUN_AS'],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, 'settings/invalid LOG_LEVEL'],
  ];
  test.each(cases)('%s', (_name, change, fault) => {
    expect(faultsOf({ ...complete, ...change })).toEqual([fault]);
  });
});

describe('the private key', () => {
  const forms: readonly (readonly [name: string, value: string])[] = [
    ['as it is', pem],
    ['with \\n written out', pem.replaceAll('\n', '\\n')],
    ['in base64', Buffer.from(pem).toString('base64')],
  ];
  test.each(forms)('is accepted %s', (_name, value) => {
    expect(settingsOf({ ...complete, PRIVATE_KEY: value }).github.privateKey).toBe(pem.trim());
  });

  test('is read from a file', () => {
    expect(
      settingsOf({ ...complete, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/keys/app.pem' }).github.privateKey,
    ).toBe(pem.trim());
  });

  test('a certificate is not one', () => {
    expect(decodePrivateKey(pem.replaceAll('PRIVATE KEY', 'CERTIFICATE'))).toBeUndefined();
  });
});

describe('what follows from what', () => {
  test('the embedded database is used without DATABASE_URL', () => {
    expect(settingsOf(complete).database.kind).toBe('pglite');
    expect(settingsOf({ ...complete, DATABASE_URL: 'postgres://db/clusterops' }).database).toEqual({
      kind: 'postgres',
      url: 'postgres://db/clusterops',
    });
  });

  test('no cluster is one of the possible worlds', () => {
    const sources = (more: Record<string, string>) =>
      settingsOf({ ...complete, ...more }).managementClusters.map(({ source }) => source);
    expect(sources({})).toEqual([]);
    expect(sources({ KUBECONFIG: '/k' })).toEqual(['kubeconfig']);
    expect(sources({ KUBECONFIG: '/k', MANAGEMENT_CLUSTER: 'none' })).toEqual([]);
  });

  test('markers are signed with the webhook secret unless they have their own, and the one before stays believed', () => {
    expect(settingsOf({ ...complete, WEBHOOK_SECRET_PREVIOUS: 'old secret' }).markers).toEqual({
      secret: 'correct horse',
      previousSecret: 'old secret',
    });
    expect(settingsOf({ ...complete, MARKER_SECRET: 'own secret' }).markers).toEqual({
      secret: 'own secret',
      previousSecret: 'correct horse',
    });
  });

  test('every variable of .env.example is known, and every known one is explained there', async () => {
    const { readFileSync } = await import('node:fs');
    const explained = new Set(
      [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]),
    );
    const source = ['config', 'management-cluster-settings']
      .map((each) => readFileSync(`src/${each}.ts`, 'utf8'))
      .join();
    const known = new Set(
      [...source.matchAll(/'([A-Z][A-Z]*(?:_[A-Z]+)+|PORT|HOST|KUBECONFIG|CONCURRENCY)'/g)].map((match) => match[1]),
    );
    expect([...known].sort()).toEqual([...explained].sort());
  });
});
