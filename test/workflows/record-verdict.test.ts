import { expect, test } from '@jest/globals';
import { type Finding, fault } from '../../src/domain/finding.ts';
import type { AuditEntry } from '../../src/ports/audit.ts';
import { createRecordVerdict } from '../../src/workflows/record-verdict.ts';

const repository = { id: 501, owner: 'acme', name: 'clusters', installationId: 77 };
const [head, next] = ['a'.repeat(40), 'b'.repeat(40)];
const approval = fault('access/approval', 'The rule "policy.approvals.production" asks for an approval.');
const freeze = fault('access/not-now', 'The rule "policy.rules.freeze" denies changes now.');
const lock = fault('lock/held', 'shop is locked by mai: ghp_0123456789abcdefghijABCDEFGHIJ012345');
const syntax = fault('manifest/syntax', 'A brace is missing.');

/** What stands in the trail, as one that adds each act once. */
function recording(dies = false) {
  const stored = new Map<string, string>();
  const acts = new Map<string, AuditEntry>();
  let alive = !dies;
  const record = createRecordVerdict({
    settings: {
      get: async (key) => stored.get(key),
      put: async (key, value) => {
        if (alive) stored.set(key, value);
        else alive = true;
      },
    },
    recordAct: async (entry) => {
      if (!acts.has(entry.act)) acts.set(entry.act, entry);
    },
  });
  return {
    judge: (findings: readonly Finding[], more: { headSha?: string; pull?: number; said?: string } = {}) =>
      record({ repository, pull: 7, headSha: head, request: 'k3fq7m2xya', findings, ...more }),
    rows: () => [...acts.values()].map(({ kind, what }) => [kind, what['headSha'], what['because']]),
    acts,
  };
}

test('a verdict is a row when it is another than before, however often Plan runs', async () => {
  const { judge, rows } = recording();
  for (const findings of [[approval, syntax], [approval], [approval, freeze], [freeze, lock], [approval]])
    for (let run = 0; run < 3; run += 1) await judge(findings);
  await judge([], { said: 'Approved by mai. (policy.approvals.production)' });
  await judge([approval], { headSha: next });
  expect(rows()).toEqual([
    ['plan.waits', head, ['access/approval']],
    ['plan.waits', head, ['access/approval', 'access/not-now']],
    ['plan.denied', head, ['access/not-now', 'lock/held']],
    ['plan.waits', head, ['access/approval']],
    ['plan.allowed', head, []],
    ['plan.waits', next, ['access/approval']],
  ]);
});

test('nothing that was asked is no decision, until something had held it back', async () => {
  const { judge, rows, acts } = recording();
  await judge([syntax]);
  expect(rows()).toEqual([]);
  await judge([lock]);
  await judge([]);
  expect(rows().map(([kind]) => kind)).toEqual(['plan.denied', 'plan.allowed']);
  expect([...acts.values()]).toEqual([
    expect.objectContaining({
      request: 'k3fq7m2xya',
      what: expect.objectContaining({
        repository: 'acme/clusters',
        pull: 7,
        said: expect.not.stringContaining('ghp_'),
      }),
    }),
    expect.objectContaining({ what: expect.objectContaining({ said: 'Nothing holds it back any more.' }) }),
  ]);
});

test('a job that dies between the row and remembering it adds none when it runs again', async () => {
  const { judge, rows } = recording(true);
  await judge([lock]);
  await judge([lock]);
  expect(rows()).toEqual([['plan.denied', head, ['lock/held']]]);
});
