import { expect, test } from '@jest/globals';
import { defaultConfiguration } from '../../src/domain/access/default-configuration.ts';
import type { StageReport } from '../../src/domain/report/stage.ts';
import { createCheckPull } from '../../src/workflows/check-pull.ts';
import { createPlanAgain } from '../../src/workflows/plan-again.ts';
import { silentLog } from '../support/silent-log.ts';

const path = 'clusters/shop/cluster.yaml';
const unrehearsed = {
  code: 'manifest/not-rehearsed',
  severity: 'warning',
  message: 'no answer came',
  cure: 'x',
} as const;

/** What Plan says last of a merge group, in which run, and whether it runs again. */
async function planned(attempt: string | undefined, more: { answered?: boolean; broken?: boolean } = {}) {
  const said: (readonly [string, StageReport['state']])[] = [];
  let again = 0;
  const files = [{ path, content: 'kind: Cluster' }];
  const needs = {
    lookAtPull: async () => ({
      ...{ read: { state: 'absent' }, configuration: defaultConfiguration, isDirect: true },
      changed: [{ path, status: 'modified' }],
      readAt: () => async (folder: string) => ({ folder, files, unread: [] }),
    }),
    requests: { get: async () => undefined, byPull: async () => undefined },
    checkFiles: async () => ({
      findings: more.broken === true ? [{ ...unrehearsed, code: 'manifest/invalid', severity: 'error' }] : [],
      objects: [],
    }),
    rehearse: async () =>
      more.answered === true
        ? { findings: [], said: '' }
        : { findings: [unrehearsed], said: 'no answer came', unanswered: true },
    checkLocks: async () => [],
    recordVerdict: async () => {},
    announcements: {
      publish: async ({ runs }: { runs: readonly { externalId: string; report: StageReport }[] }) => {
        said.push(...runs.map(({ externalId, report }) => [externalId, report.state] as const));
      },
    },
    planAgain: createPlanAgain({
      managementClusters: { of: () => ({}) } as never,
      jobs: { add: async () => void again++ } as never,
    }),
    log: silentLog,
  };
  const job = { repository: { id: 7 }, headSha: 'head', baseRef: 'main', mergeGroupBaseSha: 'base' };
  const context = { id: 'job', attempt: 1, lastAttempt: false, signal: new AbortController().signal };
  await createCheckPull(needs as unknown as Parameters<typeof createCheckPull>[0])(
    { ...job, ...(attempt === undefined ? {} : { attempt }) } as never,
    context,
  );
  return [...(said.at(-1) ?? []), again];
}

const run = 'merge/Plan/main';

test.each<[string, string | undefined, Parameters<typeof planned>[1], readonly unknown[]]>([
  ['waits for an answer', undefined, {}, [run, 'in_progress', 1]],
  ['waits on in the same run', '~3', {}, [run, 'in_progress', 1]],
  ['is concluded with the answer', '~3', { answered: true }, [run, 'success', 0]],
  ['holds up the queue for a while only', '~4', {}, [run, 'neutral', 0]],
  ['waits for nothing once it is wrong', undefined, { broken: true }, [run, 'failure', 0]],
])('Plan of a merge group %s', async (_what, attempt, more, last) => {
  expect(await planned(attempt, more)).toEqual(last);
});
