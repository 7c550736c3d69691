import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterObjects, ObservedObject } from '../../../../src/domain/health/objects.ts';
import { type RawObject, readObject } from './read-object.ts';

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
  const { objects } = JSON.parse(text) as { readonly objects: readonly RawObject[] };
  const decoded = objects.map(readObject);
  const isCluster = (object: ObservedObject) => object.kind === 'Cluster';
  const cluster = decoded.find(isCluster);
  if (cluster === undefined) throw new Error(`${name} has no Cluster`);
  return { cluster, members: decoded.filter((object) => !isCluster(object)) };
}
