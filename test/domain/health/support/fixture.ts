import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterObjects } from '../../../../src/domain/health/objects.ts';
import { type RawObject, seen } from './seen.ts';

const folder = join(import.meta.dirname, '..', 'fixtures');

/** The moment at which fixtures are looked at; their times are written as seconds before it (`@-300`). */
export const now = Date.UTC(2026, 7, 20, 12, 0, 0);

export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.objects.json'))
  .map((name) => name.replace('.objects.json', ''));

/** What clusterctl v1.14.2 printed for the fixture, without the spaces at line ends. */
export function clusterctlOutput(name: string): string {
  return readFileSync(join(folder, `${name}.txt`), 'utf8').trimEnd();
}

/** A fixture's objects as the watch decodes them. */
export function fixture(name: string): ClusterObjects {
  const text = readFileSync(join(folder, `${name}.objects.json`), 'utf8').replace(/"@-(\d+)"/g, (_, seconds: string) =>
    JSON.stringify(new Date(now - Number(seconds) * 1_000).toISOString()),
  );
  const {
    namespace,
    name: cluster,
    objects,
  } = JSON.parse(text) as {
    readonly namespace: string;
    readonly name: string;
    readonly objects: readonly RawObject[];
  };
  return seen(objects, namespace, cluster);
}
