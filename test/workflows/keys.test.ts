import { expect, test } from '@jest/globals';
import { parseComment } from '../../src/domain/command/parse.ts';
import { commandOptions } from '../../src/workflows/keys.ts';

const repository = { id: 7, owner: 'acme', name: 'platform', installationId: 1 };
const options = (body: string) => commandOptions(repository, 3, 'IC_1', parseComment(body));
const keys = (body: string) => options(body).keys;

test('a lock waits for what is under way for its cluster', () => {
  expect(keys('/lock shop')).toContain('7/cluster/shop');
  expect(keys('/scale-cluster shop workers=2')).toContain('7/cluster/shop');
});

test('/unlock does not wait behind the changes of a cluster', () => {
  expect(keys('/unlock shop')).toEqual(['7/issue/3', '7/locks']);
});

test('locks of a repository are changed one after the other', () => {
  for (const body of ['/lock shop', '/unlock cart', '/scale-cluster cart workers=2\n/lock shop'])
    expect(keys(body)).toContain('7/locks');
  expect(keys('/locks')).toEqual(['7/issue/3']);
});

test.each([
  ['/unlock shop', true],
  ['/cancel', true],
  ['/retry', true],
  ['/lock shop', undefined],
  ['/unlock shop\n/scale-cluster shop workers=2', undefined],
  ['/help', undefined],
])('%s controls others: %s', (body, control) => {
  expect(options(body).control).toBe(control);
});
