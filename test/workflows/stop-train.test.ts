import { expect, test } from '@jest/globals';
import { requestId } from '../../src/domain/cluster/names.ts';
import { createSigner } from '../../src/domain/text/marker.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createStopTrain } from '../../src/workflows/stop-train.ts';
import { mergeSha, request } from '../domain/report/support/request.ts';

const signer = createSigner({ secret: 'of the tests' });
const first: RequestRecord = {
  request: request({ kind: 'upgrade-cluster', next: '/upgrade-cluster shop version=1.35.2' }),
  ...{ phase: 'merged', mergeSha, runs: [], made: [], phaseSince: 0 },
};
const given = {
  ...{ nodeId: 'IC_9', url: 'https://github.com/c' },
  body: signer.mark('train', 7, { request: first.request.id, verdict: 'continued' }),
};
const next = requestId(7, 'IC_9', 0);
const second = (phase: RequestRecord['phase'], pull?: number): RequestRecord => ({
  ...first,
  request: request({ id: next }),
  phase,
  ...(pull === undefined ? {} : { pull: { number: pull, nodeId: 'P', url: 'u', headSha: 'h' } }),
});

/** What `/cancel` does once the command of the train was given. */
async function cancelled(known: RequestRecord | undefined, { issue = 12, waited = 0 } = {}) {
  const did: string[] = [];
  const stop = createStopTrain({
    requests: { get: async () => known } as never,
    pulls: {
      close: async (_repository: unknown, pull: number) => {
        did.push(`close #${pull}`);
        return 'closed';
      },
    } as never,
    facts: {
      gather: async () => ({ ownComments: [given], issue: { nodeId: 'I', locked: false }, repository: {} }),
    } as never,
    announcements: { publish: async () => did.push('comment') } as never,
    signer,
    jobs: {
      add: async (kind: string, job: { readonly waited?: number }, { keys = [] }: { readonly keys?: string[] }) => {
        did.push(`${kind}${job.waited === undefined ? '' : ` ${job.waited} behind ${keys.join()}`}`);
      },
    } as never,
  });
  const sender = { id: 1, login: 'ada', bot: false };
  const job = { repository: first.request.repository, issue, sourceNodeId: 'IC_10', body: '/cancel', sender };
  const said = await stop(first, 3, { job: { ...job, delivery: 'd', waited } } as never);
  return { did, said: typeof said === 'object' ? said.code : said };
}

test('between the comment and the pull request that it opens, it waits behind that and closes it', async () => {
  for (const known of [undefined, second('opening')]) {
    const { did, said } = await cancelled(known);
    expect(did).toEqual(['advance-train', `handle-command 1 behind request/${next}`]);
    expect(said).toContain('its pull request is closed as soon as it is there');
  }
  expect((await cancelled(second('open', 4), { issue: 3, waited: 1 })).did).toEqual([
    'advance-train',
    'close #4',
    'adopt-pull',
  ]);
});

test('on the issue the request that follows is cancelled by its own right, and nothing is waited for without end', async () => {
  expect(await cancelled(second('open', 4))).toEqual({ did: ['advance-train'], said: 'request/merged' });
  expect(await cancelled(second('merged', 4), { issue: 3 })).toEqual({
    did: ['advance-train'],
    said: 'request/merged',
  });
  expect(await cancelled(undefined, { waited: 60 })).toEqual({ did: ['advance-train'], said: 'request/merged' });
});
