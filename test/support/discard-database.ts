import { rmSync } from 'node:fs';

/** Removes what `prepare-database.ts` made. */
export default function discardDatabase(): void {
  const folder = process.env['TEST_DATABASE_TEMPLATE'];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
