import { expect, test } from '@jest/globals';
import { editWords } from '../../../src/domain/report/edit-text.ts';
import { request } from './support/request.ts';

test('names with a digest can be copied from the table of what changes', () => {
  const steps = [
    { what: 'machine type of pool md-0', from: 'm7i.large', to: 'm7i.xlarge' },
    { what: 'AWSMachineTemplate', from: 'shop-md-0-1a2b3c4d', to: 'shop-md-0-5e6f7a8b' },
    { what: 'AWSMachineTemplate shop-md-0-1a2b3c4d', from: 'unused', to: 'none' },
  ];
  const shop = { name: 'shop', steps, before: [], after: [], deletions: [] } as never;
  const view = { edit: { verb: 'Scale', effect: 'it scales' }, clusters: [shop], unchanged: [], later: [], notes: [] };
  const { body } = editWords(request(), view);
  expect(body).toContain('| AWSMachineTemplate | `shop-md-0-1a2b3c4d` | **`shop-md-0-5e6f7a8b`** |');
  expect(body).toContain('| AWSMachineTemplate `shop-md-0-1a2b3c4d` | unused | **none** |');
  expect(body).toContain('| machine type of pool md-0 | m7i.large | **m7i.xlarge** |');
});
