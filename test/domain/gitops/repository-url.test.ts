import { describe, expect, test } from '@jest/globals';
import { normalizeRepositoryUrl, sameRepository } from '../../../src/domain/gitops/repository-url.ts';

describe('normalizeRepositoryUrl', () => {
  test.each([
    'https://github.com/Org/Fleet.git',
    'https://github.com/org/fleet',
    'https://github.com/org/fleet/',
    'https://x-access-token:abc@github.com/org/fleet.git',
    'https://github.com:443/org/fleet.git',
    'git@github.com:org/fleet.git',
    'github.com:org/fleet',
    'ssh://git@github.com/org/fleet.git',
    'ssh://git@github.com:22/org/fleet.git',
    'ssh://git@ssh.github.com:443/org/fleet.git',
    ' https://www.github.com/org/fleet.git/ ',
  ])('%s names the same repository', (url) => {
    expect(normalizeRepositoryUrl(url)).toBe('github.com/org/fleet');
  });

  test.each([
    ['https://github.com/org/fleet', 'https://github.com/org/fleet2'],
    ['https://github.com/org/fleet', 'https://ghe.example/org/fleet'],
    ['https://ghe.example:8443/org/fleet', 'https://ghe.example/org/fleet'],
    ['https://github.com/org/fleet', 'https://github.com/other/fleet'],
    ['https://github.com/org/fleet', ''],
  ])('%s and %s are two', (a, b) => {
    expect(sameRepository(a, b)).toBe(false);
  });
});
