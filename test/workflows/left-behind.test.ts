import { expect, test } from '@jest/globals';
import type { ObjectRead } from '../../src/ports/cluster.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { rememberLeftBehind } from '../../src/workflows/left-behind.ts';
import { request } from '../domain/report/support/request.ts';

const template = {
  ...{ group: 'infrastructure.example.com', version: 'v1', kind: 'OwnMachineTemplate' },
  ...{ namespace: 'default', name: 'prod-1' },
};

test.each<[string, ObjectRead]>([
  ['could not be read', { state: 'unknown', because: 'no answer within 30 s' }],
  ['may not be read', { state: 'unknown', because: 'User "bot" cannot get resource', forbidden: true }],
])('a template that %s is remembered another time, and holds up nothing else', async (_what, read) => {
  const merged = request({ leftBehind: { takenOut: [template], kept: [] } });
  const record: RequestRecord = { request: merged, phase: 'merged', runs: [], made: [], phaseSince: 0 };
  expect(await rememberLeftBehind({ read: async () => read } as never, record, merged)).toBe(record);
});
