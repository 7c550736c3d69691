import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { documents } from '../scripts/documents.ts';

test.each([...documents().keys()])('%s is what scripts/generate-docs.ts writes', (path) => {
  const file = new URL(`../${path}`, import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(documents().get(path));
});
