// Writes the generated pages of docs/. A test fails when they are not up to date.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { documents } from './documents.ts';

for (const [path, content] of documents()) {
  const file = new URL(`../${path}`, import.meta.url).pathname;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(path);
}
