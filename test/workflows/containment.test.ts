import { describe, expect, test } from '@jest/globals';
import { containmentOf } from '../../src/workflows/containment.ts';
import { application, argoCd, otherSha, sha } from '../domain/gitops/support/application.ts';

const folder = 'clusters/eu-west-1-12';
const repository = { id: 1, owner: 'org', name: 'fleet', installationId: 1 };

/** Git where the applied revision is no descendant, has the same cluster folder, and another base beside it. */
const history = {
  contains: async () => false,
  touched: async () => false,
  treeOf: async (_repository: unknown, at: string, path: string) => (path === folder ? 'the same' : `root of ${at}`),
};

const ask = (
  sources: string,
  git: Partial<typeof history | { treeOf: () => Promise<undefined> }> = {},
  revision = otherSha,
) =>
  containmentOf(
    { ...history, ...git },
    {
      repository,
      gitops: argoCd([application({ sync: { status: 'Synced', revisions: [revision] } })]),
      wanted: {
        folder,
        namespace: 'default',
        engine: 'auto',
        repoUrls: ['https://github.com/org/fleet.git'],
        sha,
        mode: 'merge',
        base: 'main',
      },
      sources,
    },
  );

describe('a revision that has the same folder of the cluster, and other files beside', () => {
  test('makes the same cluster, where the folder is all that it is made from', async () => {
    expect((await ask(folder)).get(otherSha)).toBe('same tree');
  });

  test('does not, where clusters share a base or a chart', async () => {
    expect((await ask('')).get(otherSha)).toBe('lacks');
  });
});

test('a descendant has the commit, whatever became of the files', async () => {
  expect((await ask('', { contains: async () => true })).get(otherSha)).toBe('contains');
});

test('files that cannot be read are not the same files', async () => {
  expect((await ask(folder, { treeOf: async () => undefined })).get(otherSha)).toBe('lacks');
});

test('what is no commit is never asked for, and never has it', async () => {
  const answers = await ask(folder, { contains: async () => true }, '1.2.3');
  expect(['unknown', undefined]).toContain(answers.get('1.2.3'));
});
