import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../src/domain/finding.ts';
import {
  acknowledgement,
  deniedReply,
  dryRunReply,
  faultReply,
  helpReply,
  listReply,
  namesakesNote,
  refusalReply,
  statusReply,
} from '../../../src/domain/report/replies.ts';
import { fixture, now } from '../health/support/fixture.ts';
import { expectGolden, outsideCode } from './support/golden.ts';
import { hostile, rendered, requested } from './support/request.ts';

const findings: readonly Finding[] = [
  {
    code: 'command/argument-unknown',
    severity: 'error',
    message: 'create-cluster has no argument "worker"; did you mean "workers"?',
    place: { line: 3, column: 27 },
    cure: 'Comment /help create-cluster for its arguments.',
  },
  {
    code: 'cluster/region-unknown',
    severity: 'error',
    message: 'no provider has a region "eu-wst-1"; did you mean "eu-west-1"?',
    place: { line: 3, column: 17 },
    cure: 'Correct the region, or name the provider with provider=.',
  },
];
const live = { state: 'live' } as const;
const row = {
  name: 'eu-west-1-12',
  namespace: 'default',
  provider: 'aws',
  region: 'eu-west-1',
  kubernetesVersion: 'v1.34.3',
  controlPlane: 1,
  workers: 3,
};

const replies: Readonly<Record<string, string>> = {
  refusal: refusalReply({ raw: '/create-cluster eu-wst-1 worker=3', line: 3, findings }),
  denied: deniedReply({
    raw: '/create-cluster eu-west-1',
    login: 'mallory',
    findings: [
      {
        code: 'access/permission',
        severity: 'error',
        message: 'create-cluster needs the permission "write"; mallory has "read"',
        cure: 'Ask somebody with the permission write or more.',
      },
    ],
  }),
  'dry-run': dryRunReply({
    files: rendered(requested('eu-west-1-12')).files,
    clusters: [requested('eu-west-1-12').spec],
  }),
  acknowledged: acknowledgement(['2 Applications were asked to refresh; Sync and Ready of #13 are looked at again.']),
  'list-live': listReply({
    now,
    sight: live,
    rows: [
      { row: { ...row, name: 'prod-a', controlPlane: 3, workers: 2 }, objects: fixture('coming-up') },
      { row, objects: fixture('ready') },
      { row: { name: 'by-hand', namespace: 'default' }, objects: undefined },
    ],
  }),
  'list-absent': listReply({ sight: { state: 'absent' }, rows: [{ row, objects: undefined }], now }),
  'list-empty': listReply({ sight: live, rows: [], now }),
  'status-ready': statusReply({
    name: 'eu-west-1-12',
    namespace: 'default',
    row,
    objects: fixture('ready'),
    sight: live,
    now,
  }),
  'status-only-in-cluster': statusReply({
    name: 'prod-a',
    namespace: 'default',
    row: undefined,
    objects: fixture('coming-up'),
    sight: live,
    now,
  }),
  'status-only-in-git': statusReply({
    name: 'eu-west-1-12',
    namespace: 'default',
    row,
    objects: undefined,
    sight: live,
    now,
  }),
  'list-behind': listReply({
    now,
    sight: { state: 'live', behind: 'machines.cluster.x-k8s.io', asOf: now - 42_000 },
    rows: [{ row, objects: fixture('ready') }],
  }),
  'status-namesakes': statusReply({
    name: 'eu-west-1-12',
    namespace: 'default',
    row,
    objects: fixture('ready'),
    sight: live,
    notes: [namesakesNote('default', [{ row: { ...row, namespace: 'team-b' }, objects: fixture('coming-up') }], live)],
    now,
  }),
  'status-behind': statusReply({
    name: 'eu-west-1-12',
    namespace: 'default',
    row,
    objects: fixture('ready'),
    sight: { state: 'live', behind: 'machines.cluster.x-k8s.io', asOf: now - 42_000 },
    now,
  }),
  'status-away': statusReply({
    name: 'eu-west-1-12',
    namespace: 'default',
    row,
    objects: fixture('ready'),
    sight: { state: 'blind', because: 'Machines: forbidden', asOf: now - 300_000 },
    now,
  }),
  'status-blind': statusReply({
    name: 'eu-west-1-12',
    namespace: 'default',
    row,
    objects: fixture('ready'),
    sight: { state: 'blind', because: 'Machines: forbidden' },
    now,
  }),
};

describe('replies', () => {
  test.each(Object.entries(replies))('%s', (name, reply) => {
    expectGolden(`replies/${name}`, reply);
  });

  test('let no foreign text out', () => {
    const [finding] = findings as [Finding];
    const bodies = [
      refusalReply({ raw: hostile, line: 1, findings: [{ ...finding, message: hostile, cure: hostile }] }),
      faultReply({ raw: hostile, findings: [{ ...finding, message: hostile, cure: hostile }] }),
      deniedReply({ raw: hostile, login: hostile, findings: [] }),
      listReply({ sight: live, rows: [{ row: { ...row, region: hostile }, objects: undefined }], now }),
      statusReply({ name: hostile, namespace: 'default', row, objects: undefined, sight: live, now }),
    ];
    for (const body of bodies) {
      expect(body).not.toContain('ghp_');
      expect(outsideCode(body)).not.toMatch(/@octocat|<!--|[^\\]\]\(|!\[x/);
    }
  });

  test('a dry run of many files leaves some out and names them', () => {
    const files = Array.from({ length: 40 }, (_, index) => ({
      path: `clusters/a/${index}.yaml`,
      content: 'a: b\n'.repeat(800),
    }));
    const body = dryRunReply({ files, clusters: [requested('a').spec] });
    expect(Buffer.byteLength(body)).toBeLessThan(65_535 - 20_000);
    expect(body).toContain('Left out');
    expect(body).toContain('clusters/a/39.yaml');
  });

  test('help stays as it was written', () => {
    expect(helpReply('### Commands\n\n`/help`')).toBe('### Commands\n\n`/help`');
  });
});
