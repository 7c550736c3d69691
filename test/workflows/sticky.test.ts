import { expect, test } from '@jest/globals';
import { createSigner } from '../../src/domain/text/marker.ts';
import type { RequestRecord } from '../../src/ports/requests.ts';
import { createStickyWriter, findSticky } from '../../src/workflows/sticky.ts';
import { mergeSha, request } from '../domain/report/support/request.ts';

test('what the sticky comment remembers outlives the database: the UIDs of old templates, and what was said of them', () => {
  const signer = createSigner({ secret: 'of the tests' });
  const template = {
    ...{ group: 'infrastructure.cluster.x-k8s.io', version: 'v1beta2', kind: 'AWSMachineTemplate' },
    ...{ namespace: 'default', name: 'shop-md-0-1a2b3c4d', uid: 'u1' },
  };
  const leftBehind = [template, { ...template, name: 'shop-md-1-1a2b3c4d', uid: 'u2', kept: 'main names it' }];
  const record: RequestRecord = {
    request: request({ kind: 'scale-cluster', leftBehind: { takenOut: [template], kept: [] } }),
    ...{ phase: 'merged', mergeSha, runs: [], made: [], leftBehind, phaseSince: 0 },
  };
  const { body } = createStickyWriter(signer).render(record);
  expect(body).toContain('| `AWSMachineTemplate` | `default/shop-md-0-1a2b3c4d` | ⏳ is removed once its last machine');
  expect(body).toContain('stays: main names it');
  const found = findSticky(signer, 7, 'abcdefghij', [{ nodeId: 'IC', url: 'https://github.com', body }]);
  expect(found?.leftBehind).toEqual(leftBehind);
});
