import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSigner } from '../../src/domain/text/marker.ts';
import { settleTrain, type TrainRequest } from '../../src/workflows/settle-train.ts';
import { request as requestOf } from '../domain/report/support/request.ts';
import { startWire, type Wire } from '../github/support/wire.ts';

let wire: Wire;
beforeAll(async () => {
  wire = await startWire();
});
afterAll(() => wire.close());

test('of two that decide at the same time the first holds for both, and after that for everybody', async () => {
  const { github, repository, issue, sandbox } = wire;
  const needs = { ...github, signer: createSigner({ secret: 'of the tests' }) };
  const request: TrainRequest = {
    ...requestOf({ issue: issue.number, issueNodeId: issue.nodeId }),
    repository,
    next: '/upgrade-cluster shop version=1.35.2',
  };
  expect(await settleTrain(needs, request, 2)).toBeUndefined();
  const wishes = [{ verdict: 'continued' }, { verdict: 'stopped', by: 'ada' }] as const;
  const both = await Promise.all(wishes.map((wish) => settleTrain(needs, request, 2, wish)));
  const [first, late] = issue.comments;
  expect(both.map((each) => each?.mark.nodeId)).toEqual([first?.nodeId, first?.nodeId]);
  expect(late?.body).toContain('Nothing came of this');

  expect((await settleTrain(needs, request, 2, wishes[1]))?.mark.nodeId).toBe(first?.nodeId);
  expect((await settleTrain(needs, request, 2))?.mark.nodeId).toBe(first?.nodeId);
  expect(issue.comments).toHaveLength(2);
  expect(sandbox.requests().filter(({ status }) => status >= 400)).toEqual([]);
});
