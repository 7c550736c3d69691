import { expect, test } from '@jest/globals';
import { createSigner } from '../../src/domain/text/marker.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { createDeletionCap } from '../../src/workflows/deletion-cap.ts';
import { silentLog } from '../support/silent-log.ts';

const signer = createSigner({ secret: 'a secret of the tests' });
const now = Date.parse('2026-03-01T12:00:00Z');
const hour = 3_600_000;
const letGo = (key: string, at: number, of = signer) =>
  of.mark('sticky', 1, { request: 'abcdefghij', made: [], letGo: [{ key, at }] });

/** Asks for the place of a deletion under a cap of one, after the database was lost. */
async function asked(comments: readonly string[] | ErrorCode, key = 'klmnopqrst/shop', stored?: string) {
  let kept = stored;
  const known = { id: 1, owner: 'acme', name: 'fleet', installationId: 2, ownerId: 3 };
  const takePlace = createDeletionCap({
    settings: {
      get: async () => kept,
      put: async (_key, value) => {
        kept = value;
      },
    },
    recovery: {
      repositories: async () => [known],
      ownCommentsSince: async () => {
        if (typeof comments === 'string') throw new AppError(comments, 'as the test wants it');
        return comments;
      },
    },
    signer,
    clock: { now: () => now },
    metrics: { deletion: () => {} } as never,
    log: silentLog,
    mostAnHour: 1,
  });
  return (await takePlace(key, {})).state;
}

test.each<[string, Parameters<typeof asked>, string]>([
  ['nothing was let go', [[]], 'taken'],
  ['another was let go half an hour ago', [[letGo('uvwxyzabcd/other', now - hour / 2)]], 'full'],
  ['the same was let go half an hour ago', [[letGo('klmnopqrst/shop', now - hour / 2)]], 'taken'],
  ['another was let go long ago', [[letGo('uvwxyzabcd/other', now - 2 * hour)]], 'taken'],
  ['a marker that is not ours', [[letGo('other', now, createSigner({ secret: 'another' }))]], 'taken'],
  ['a repository without issues and pull requests', ['github/gone'], 'taken'],
  ['what the database knows is not asked for', ['github/unavailable', 'a/b', '[]'], 'taken'],
])('%s', async (_name, given, state) => {
  expect(await asked(...given)).toBe(state);
});

test('what cannot be read keeps the deletion waiting', async () => {
  await expect(asked('github/unavailable')).rejects.toThrow('github/unavailable');
});
