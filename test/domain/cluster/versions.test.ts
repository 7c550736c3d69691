import { expect, test } from '@jest/globals';
import { checkVersion } from '../../../src/domain/cluster/versions.ts';

test.each(['1.31.0', 'v1.34.3', '1.36.0', '1.36.2', '1.35.4', '1.33.13'])('%s can be used', (version) => {
  expect(checkVersion(version)).toEqual([]);
});

test.each([
  ['1.30.9', 'from 1.31 to 1.36'],
  ['1.37.0', 'from 1.31 to 1.36'],
  ['2.0.0', 'from 1.31 to 1.36'],
  ['1.36.1', 'version=1.36.0 or version=1.36.2'],
  ['v1.35.5', 'version=1.35.4 or version=1.35.6'],
  ['1.34.8', 'version=1.34.7 or version=1.34.9'],
  ['1.33.12', 'version=1.33.11 or version=1.33.13'],
  ['1.34', 'version=1.34.3'],
  ['1.34.3-rc.0', 'version=1.34.3'],
  ['latest', 'version=1.34.3'],
  ['', 'version=1.34.3'],
])('%s is refused, with what to use', (version, cure) => {
  const [finding, ...more] = checkVersion(version);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ code: 'cluster/version-unsupported', severity: 'error' });
  expect(finding?.cure).toContain(cure);
});
