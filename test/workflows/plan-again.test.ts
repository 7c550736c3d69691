import { expect, test } from '@jest/globals';
import type { CheckPullJob } from '../../src/ports/jobs.ts';
import { createPlanAgain } from '../../src/workflows/plan-again.ts';

const job: CheckPullJob = {
  repository: { id: 7, owner: 'org', name: 'fleet', installationId: 1 },
  ...{ pull: 3, headSha: 'head', headRef: 'drop', baseRef: 'main' },
};

/** What is queued when Plan had no answer: the attempt, after how many minutes, and what it awaits. */
async function queued(more: Partial<CheckPullJob>, place?: string): Promise<unknown> {
  let added: unknown;
  await createPlanAgain({
    managementClusters: { of: () => (place === undefined ? {} : { place }) } as never,
    jobs: {
      add: async (_kind: string, payload: CheckPullJob, options: Record<string, number | undefined>) => {
        added = [payload.attempt, (options['delayMs'] ?? 0) / 60_000, options['awaits']];
      },
    } as never,
  })({ ...job, ...more });
  return added;
}

test.each([
  [undefined, '~1', 2],
  ['~1', '~2', 4],
  ['a re-run', 'a re-run~1', 2],
  ['policy~of-7~4', 'policy~of-7~5', 32],
  ['~11', '~12', 60],
])(
  'after the attempt %s Plan runs as %s, %s minutes later or as soon as there is something to see',
  async (attempt, next, minutes) => {
    expect(await queued(attempt === undefined ? {} : { attempt }, 'europe')).toEqual([next, minutes, 'europe']);
  },
);

test('it does not ask for ever, and holds up a merge group for half an hour only', async () => {
  expect(await queued({ attempt: 'a re-run~12' }, 'europe')).toBeUndefined();
  const group = { pull: undefined as never };
  expect(await queued({ ...group, attempt: '~3' }, 'europe')).toEqual(['~4', 16, 'europe']);
  expect(await queued({ ...group, attempt: '~4' }, 'europe')).toBeUndefined();
});
