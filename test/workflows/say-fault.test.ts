import { expect, test } from '@jest/globals';
import type { StageReport, StageState } from '../../src/domain/report/stage.ts';
import { AppError } from '../../src/errors.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { sayingFaults } from '../../src/workflows/say-fault.ts';
import { request } from '../domain/report/support/request.ts';
import { silentLog } from '../support/silent-log.ts';

const run = (stage: 'Sync' | 'Ready' | 'Cleanup', state: StageState) => ({
  ...{ sha: 'head', stage, state, runId: 1, nodeId: 'R', title: '', digest: '', attempt: '1', writtenAt: 0 },
});
const record = (more: Partial<RequestRecord> = {}): RequestRecord => ({
  ...{ request: request({}), phase: 'open', runs: [], made: [], phaseSince: 0 },
  pull: { number: 1, nodeId: 'P', url: '', headSha: 'head' },
  ...more,
});

/** What is said where a job fails so, and what becomes of the job. */
async function failing(error: Error, given: RequestRecord, attempt = 1, now = 0) {
  const said: string[] = [];
  const later: unknown[] = [];
  const handle = sayingFaults(
    {
      requests: { get: async () => given } as never,
      publish: async ({ reports }: { readonly reports: readonly StageReport[] }) => {
        said.push(...reports.map(({ stage, state }) => `${stage} ${state}`));
        return given;
      },
      jobs: {
        add: async (kind: string, _job: unknown, options: { readonly delayMs?: number }) => {
          later.push([kind, options.delayMs]);
        },
      } as never,
      clock: { now: () => now },
      log: silentLog,
    },
    given.phase === 'closed' ? 'clean-up' : 'observe',
    () => Promise.reject(error),
  );
  const context = { id: 'job', attempt, lastAttempt: false, signal: new AbortController().signal };
  const ended = await handle({ requestId: 'r' }, context).then(
    () => 'done',
    () => 'failed',
  );
  return { said, later, ended };
}

const forbidden = new AppError('kubernetes/forbidden', 'User "bot" cannot patch resource "applications"');
const refused = new AppError('kubernetes/refused', 'admission webhook denied the request');
const away = new AppError('kubernetes/unavailable', 'no answer within 30 s');
const both = (state: string) => [`Sync ${state}`, `Ready ${state}`];

test.each<[string, Error, RequestRecord, number, readonly string[], 'done' | 'failed']>([
  ['a right that is missing', forbidden, record(), 1, both('action_required'), 'done'],
  ['an object that is refused', refused, record(), 1, both('action_required'), 'done'],
  ['an API server that was away for a moment', away, record(), 2, [], 'failed'],
  ['one that stays away', away, record(), 3, both('in_progress'), 'failed'],
  ['another fault', new AppError('github/unavailable', '502'), record(), 9, [], 'failed'],
  ['a bug', new Error('bug'), record(), 9, [], 'failed'],
  ['what was concluded', forbidden, record({ runs: [run('Ready', 'success')] }), 1, ['Sync action_required'], 'done'],
  ['a clean-up', forbidden, record({ phase: 'closed' }), 1, ['Cleanup action_required'], 'done'],
  ['a request that has ended', forbidden, record({ phase: 'ended' }), 1, [], 'failed'],
])('of %s', async (_what, error, given, attempt, said, ended) => {
  const done = await failing(error, given, attempt);
  expect(done).toMatchObject({ said, ended });
  const kind = given.phase === 'closed' ? 'clean-up' : 'observe';
  expect(done.later).toEqual(ended === 'done' ? [[kind, 60_000]] : []);
});

const minute = 60_000;
const deletion = () =>
  record({ phase: 'merged', mergeSha: 'merge', request: { ...request({}), kind: 'delete-cluster' } as never });

test.each<[string, RequestRecord, number, readonly string[], 'done' | 'failed']>([
  ['before the limit', record({ phase: 'closed' }), 29 * minute, ['Cleanup in_progress'], 'done'],
  ['after the limit', record({ phase: 'closed' }), 30 * minute, ['Cleanup action_required'], 'done'],
  ['of a deletion', deletion(), 30 * minute, ['Cleanup action_required'], 'done'],
  ['of what is to stay', record(), 30 * minute, both('in_progress'), 'failed'],
])('a clean-up without an answer asks for help after the limit: %s', async (_what, given, now, said, ended) => {
  expect(await failing(away, given, 3, now)).toMatchObject({ said, ended });
});
