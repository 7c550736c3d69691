import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConfigurationRead } from '../../../src/domain/access/configuration.ts';
import { decide, type Question } from '../../../src/domain/access/decide.ts';
import { defaultConfiguration } from '../../../src/domain/access/default-configuration.ts';
import { commandTable } from '../../../src/domain/command/table.ts';
import { fault } from '../../../src/domain/finding.ts';
import type { Permission } from '../../../src/domain/repository.ts';

const absent: ConfigurationRead = { state: 'absent' };
const broken: ConfigurationRead = {
  state: 'invalid',
  findings: [
    fault('configuration/key-unknown', 'There is no key "x".', { place: { path: '.github/clusterops.yml', line: 3 } }),
  ],
};
const read = (changes: Partial<typeof defaultConfiguration>): ConfigurationRead => ({
  state: 'read',
  configuration: { ...defaultConfiguration, ...changes },
});

const ask = (changes: Partial<Question>) =>
  decide({
    command: 'create-cluster',
    arguments: { region: ['eu-west-1'] },
    sender: { id: 7, login: 'octocat', bot: false },
    permission: 'write',
    configuration: absent,
    now: 0,
    ...changes,
  });
const codesOf = (decision: ReturnType<typeof decide>) =>
  decision.verdict === 'deny' ? decision.findings.map((each) => each.code) : decision.verdict;

describe('by default', () => {
  const writing: readonly (readonly [Permission, unknown])[] = [
    ['admin', 'allow'],
    ['maintain', 'allow'],
    ['write', 'allow'],
    ['triage', ['access/permission']],
    ['read', ['access/permission']],
    ['none', ['access/permission']],
  ];
  test.each(writing)('%s and a writing command', (permission, want) => {
    expect(codesOf(ask({ permission }))).toEqual(want);
  });

  test('reading needs the read permission', () => {
    expect(codesOf(ask({ command: 'list-clusters', permission: 'read' }))).toBe('allow');
    expect(codesOf(ask({ command: 'list-clusters', permission: 'none' }))).toEqual(['access/permission']);
  });

  test('an allowed command brings the configuration that it runs under', () => {
    const configuration = read({ delivery: 'preview' });
    expect(ask({})).toMatchObject({ verdict: 'allow', configuration: defaultConfiguration });
    expect(ask({ configuration })).toMatchObject({ verdict: 'allow', configuration: { delivery: 'preview' } });
  });

  test('a denial says why and who may', () => {
    expect(ask({ permission: 'read' })).toMatchObject({
      verdict: 'deny',
      findings: [
        {
          message: 'octocat has the permission read on this repository, and write is needed.',
          cure: 'Ask somebody with the write permission to comment the command.',
        },
      ],
      why: expect.arrayContaining([expect.objectContaining({ rule: 'access.permission', holds: false })]),
    });
  });
});

describe('the configuration', () => {
  test('sets the permission', () => {
    const configuration = read({ access: { permission: 'maintain', allowBots: [] } });
    expect(codesOf(ask({ configuration, permission: 'write' }))).toEqual(['access/permission']);
    expect(codesOf(ask({ configuration, permission: 'maintain' }))).toBe('allow');
    expect(codesOf(ask({ configuration, permission: 'read', command: 'help' }))).toBe('allow');
  });

  test('that cannot be used denies every command that writes, with its faults, to everybody', () => {
    for (const row of commandTable) {
      const codes = codesOf(ask({ command: row.name, configuration: broken, permission: 'admin' }));
      expect(codes).toEqual(row.writes ? ['access/configuration-invalid', 'configuration/key-unknown'] : 'allow');
    }
  });

  test('holds limits and regions against what is asked, all at once', () => {
    const configuration = read({
      regions: ['eu-central-1'],
      limits: { workers: 5, controlPlane: 3, clustersPerComment: 1 },
    });
    const asked = { region: ['eu-west-1', 'eu-central-1'], workers: 6, 'control-plane': 5 };
    const decision = ask({ configuration, arguments: asked });
    expect(codesOf(decision)).toEqual(['access/limit', 'access/limit', 'access/limit', 'access/region']);
    expect(decision).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ cure: 'Use one of eu-central-1.' })]),
    });
    const fitting = { region: ['eu-central-1'], workers: 5, 'control-plane': 3 };
    expect(codesOf(ask({ configuration, arguments: fitting }))).toBe('allow');
  });
});

describe('bots', () => {
  const bot = { id: 9, login: 'Renovate[bot]', bot: true };
  test('are not answered, not even with a refusal', () => {
    expect(codesOf(ask({ sender: bot, permission: 'admin' }))).toBe('ignore');
    expect(codesOf(ask({ sender: bot, permission: 'admin', configuration: broken }))).toBe('ignore');
    expect(codesOf(ask({ sender: bot, command: '' }))).toBe('ignore');
  });

  test('count when they are on the list, by login with or without [bot]', () => {
    for (const name of ['renovate', 'renovate[bot]']) {
      const configuration = read({ access: { permission: 'write', allowBots: [name] } });
      expect(codesOf(ask({ sender: bot, configuration }))).toBe('allow');
      expect(codesOf(ask({ sender: bot, configuration, permission: 'read' }))).toEqual(['access/permission']);
    }
  });
});

test('nobody below the needed permission is ever allowed, whatever else is asked', () => {
  const low = fc.constantFrom<Permission>('none', 'read', 'triage');
  const writing = fc.constantFrom(...commandTable.filter((row) => row.writes).map((row) => row.name));
  const configurations = fc.constantFrom(absent, broken, read({}));
  fc.assert(
    fc.property(low, writing, configurations, fc.boolean(), (permission, command, configuration, bot) => {
      const sender = { id: 1, login: 'x', bot };
      expect(ask({ permission, command, configuration, sender }).verdict).not.toBe('allow');
    }),
  );
});
