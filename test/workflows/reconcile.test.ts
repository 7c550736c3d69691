import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { RepositoryRef } from '../../src/domain/repository.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { createReconcile } from '../../src/workflows/reconcile.ts';
import { silentLog } from '../support/silent-log.ts';
import { mergedDeletion } from './support/merged-deletion.ts';

const known = mergedDeletion().record.request.repository;
const transferred: RepositoryRef = { ...known, owner: 'umbrella', installationId: 99 };

/** What is still done when GitHub answers so for the comments of a repository. */
async function reconciled(code: ErrorCode, of: { readonly gone?: true; readonly at?: RepositoryRef } = {}) {
  const done: string[] = [];
  const warned: string[] = [];
  const reconcile = createReconcile({
    pulls: {
      ours: async () => {
        if (of.gone === true) throw new AppError('github/gone', 'as the test wants it');
        return [];
      },
      mergedByOthers: async () => [],
    } as never,
    recovery: {
      commentsSince: async () => {
        throw new AppError(code, 'as the test wants it');
      },
    } as never,
    tree: { configuration: async () => ({ defaultBranch: 'main', headSha: 'h', read: { state: 'absent' } }) },
    defaultConfiguration,
    replan: async () => {},
    buildingOn: { remember: async () => {} },
    watchSchedules: { look: async () => {} },
    compareBase: async () => {
      done.push('base');
    },
    requests: { live: async () => [mergedDeletion().record] } as never,
    settings: {
      get: async () => undefined,
      put: async (key) => {
        done.push(key);
      },
    },
    jobs: { add: async (kind: string) => done.push(kind) } as never,
    clock: { now: () => 0 },
    log: { ...silentLog, warn: (_fields, message) => warned.push(message) },
    findMoved: async () => of.at,
    commandPrefix: 'clusterops',
  });
  await reconcile({ repository: of.gone === true ? known : (of.at ?? known) }, {} as never);
  return { done, warned };
}

test('where a repository has issues and pull requests disabled, all else is compared, and the log says what that means', async () => {
  const { done, warned } = await reconciled('github/gone');
  expect(done).toEqual(['clean-up', 'base']);
  expect(warned).toEqual([expect.stringContaining('as where issues and pull requests are disabled')]);
});

test('what GitHub cannot answer now is tried again', async () => {
  await expect(reconciled('github/unavailable')).rejects.toThrow('github/unavailable');
});

test('of a repository that was transferred, requests are told where it is before they are looked at', async () => {
  const { done } = await reconciled('github/gone', { at: transferred });
  expect(done).toEqual(['move-request', 'base']);
});

test('one that is not reached any more is looked for, and compared where it is now', async () => {
  expect((await reconciled('github/gone', { gone: true, at: transferred })).done).toEqual(['reconcile']);
  await expect(reconciled('github/gone', { gone: true })).rejects.toThrow('github/gone');
});
