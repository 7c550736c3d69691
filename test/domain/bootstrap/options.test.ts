import { describe, expect, test } from '@jest/globals';
import { type AskedOptions, decideOptions } from '../../../src/domain/bootstrap/options.ts';
import { asked, decided } from './support/trees.ts';

const found = (change: Partial<AskedOptions>) => {
  const outcome = decideOptions(asked(change));
  return outcome.ok ? [] : outcome.findings;
};

describe('refuses', () => {
  const cases: readonly (readonly [what: string, change: Partial<AskedOptions>, code: string, words: RegExp])[] = [
    ['no provider', { provider: [] }, 'command/argument-missing', /aws, gcp, azure/],
    ['an unknown provider', { provider: ['asure'] }, 'cluster/provider-unknown', /Did you mean "azure"/],
    ['a provider that has ended', { provider: ['packet'] }, 'cluster/provider-unavailable', /2026-06-30.*hetzner/],
    [
      'two providers whose managers have one name',
      { provider: ['aws', 'alibaba'] },
      'cluster/provider-unavailable',
      /aws and alibaba.*capa-system/,
    ],
    ['both engines', { engine: ['argocd', 'flux'] }, 'command/argument-repeated', /undo each other/],
    ['an unknown engine', { engine: ['argo'] }, 'command/argument-invalid', /Did you mean argocd/],
    [
      'an address without a scheme',
      { repoUrl: 'github.com/acme/fleet' },
      'command/argument-invalid',
      /https:\/\/github/,
    ],
    ['an address over plain HTTP', { repoUrl: 'http://github.com/acme/fleet' }, 'command/argument-invalid', /https/],
    [
      'an address that a template would read',
      { repoUrl: 'https://github.com/{{.path}}/fleet' },
      'command/argument-invalid',
      /template/,
    ],
    ['a branch with a space', { branch: 'a b' }, 'command/argument-invalid', /--branch/],
    ['a branch that leads up', { branch: 'a/../b' }, 'command/argument-invalid', /--branch/],
    [
      'a folder outside of the repository',
      { clustersFolder: '../clusters' },
      'command/argument-invalid',
      /--clusters-folder/,
    ],
    ['a folder for GitHub', { clustersFolder: '.github' }, 'command/argument-invalid', /--clusters-folder/],
    ['a namespace in capitals', { namespace: 'Tenants' }, 'command/argument-invalid', /lower-case/],
    ['an unknown packaging', { packaging: 'helmm' }, 'command/argument-invalid', /Did you mean helm/],
    ['an unknown installer', { capi: 'helm' }, 'command/argument-invalid', /clusterctl, operator/],
  ];
  test.each(cases)('%s', (_what, change, code, words) => {
    const findings = found(change);
    expect(findings.map((each) => each.code)).toContain(code);
    expect(findings.map((each) => `${each.message} ${each.cure}`).join('\n')).toMatch(words);
  });

  test('everything at once, so that one look is enough', () => {
    expect(found({ provider: ['asure'], branch: '', namespace: '-' })).toHaveLength(3);
  });

  test('an address with credentials, without repeating them', () => {
    const [finding] = found({ repoUrl: 'https://me:ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/acme/fleet' });
    expect(finding?.message).toContain('without credentials');
    expect(finding?.message).not.toContain('ghp_');
  });
});

test('takes providers in their own order and each once, and the same engine twice', () => {
  const { providers, engine } = decided({ provider: ['gcp', 'aws', 'gcp'], engine: ['flux', 'flux'] });
  expect({ providers, engine }).toEqual({ providers: ['aws', 'gcp'], engine: 'flux' });
});

test.each([
  'https://github.com/acme/fleet',
  'git@github.com:acme/fleet.git',
  'ssh://git@git.acme.io:2222/fleet',
  'https://git.acme.io/fleet.git',
])('takes the address %s', (repoUrl) => {
  expect(found({ repoUrl })).toEqual([]);
});
