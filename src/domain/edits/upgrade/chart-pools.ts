import type { FileContent } from '../../cluster/spec.ts';
import type { JsonObject } from '../../manifests/manifest.ts';
import { type ChartSchema, chartSchema, knowsValue } from '../../manifests/packaging/helm/chart-schema.ts';
import { sharedChart } from '../../manifests/packaging/helm/helm.ts';
import { at, itemsAt, type Located, textAt, toJson } from '../../manifests/source/located.ts';
import type { SourceDocument } from '../../manifests/source/read-documents.ts';
import type { Entries } from '../../manifests/source/splice.ts';
import type { Change } from '../edit.ts';
import { scalarsOf } from '../machine-template.ts';
import { followVersion } from './named-version.ts';
import type { Versioned, VersionedCluster } from './versioned.ts';

/** The values of a cluster, and what the chart of the repository says of values. */
export interface ChartValues extends NonNullable<VersionedCluster['values']> {
  readonly schema: ChartSchema;
}

/** Undefined for other packagings, and where nothing is known of the chart: it is elsewhere, or its schema cannot be used. */
export function chartValues(
  { values }: VersionedCluster,
  documents: readonly SourceDocument[],
  bases: readonly FileContent[],
): ChartValues | undefined {
  if (values === undefined) return undefined;
  const folder = values.document.path.slice(0, values.document.path.lastIndexOf('/'));
  const chart = sharedChart(documents.find(({ path }) => path === `${folder}/Chart.yaml`)?.root, folder);
  const schema =
    chart === undefined ? undefined : chartSchema(chart, new Map(bases.map(({ path, content }) => [path, content])));
  return schema === undefined || 'broken' in schema ? undefined : { ...values, schema };
}

/**
 * What pools are given so that they stay as they are when the version and the machine image of the cluster's values change; undefined
 * where the chart does not say that pools can have such values of their own.
 */
export function heldBack(values: ChartValues | undefined, from: string, to: string): readonly Change[] | undefined {
  if (values === undefined) return undefined;
  const { document, root, schema } = values;
  const pools = itemsAt(root, 'pools');
  const settings = namedSettings(at(root, 'settings'), from, to);
  const json = toJson(root) as JsonObject;
  const changes = pools.map((pool, index) => {
    const knows = (value: string, ...keys: readonly string[]): boolean =>
      knowsValue(schema, json, ['pools', index, ...keys], { value, meaningless: false });
    const missing = settings?.filter(({ keys }) => at(pool, 'settings', ...keys) === undefined) ?? [];
    const version = textAt(pool, 'kubernetesVersion') === undefined ? { kubernetesVersion: from } : {};
    const can =
      settings !== undefined &&
      (textAt(pool, 'kubernetesVersion') !== undefined || knows(from, 'kubernetesVersion')) &&
      missing.every(({ text, keys }) => knows(text, 'settings', ...keys));
    if (pool.kind !== 'map' || !can) return undefined;
    const put: Entries = { ...version, ...(missing.length === 0 ? {} : { settings: nested(missing) }) };
    return Object.keys(put).length === 0 ? [] : [{ path: document.path, edit: { at: pool.at, put } }];
  });
  return changes.every((each) => each !== undefined) ? changes.flat() : undefined;
}

/**
 * A pool with the version that the cluster has already. Where the chart can do without, the pool's own values go, so that it has the
 * cluster's again.
 */
export function caughtUp({ title, holder, version = '' }: Versioned, to: string, values: ChartValues): Change {
  const { document, root, schema } = values;
  const { path } = document;
  const step = { what: title, from: version, to };
  const own = namedSettings(at(holder, 'settings'), version, to) ?? [];
  const others = scalarsOf(at(holder, 'settings')).length > own.length;
  const same = !others && own.every(({ keys, wanted }) => textAt(root, 'settings', ...keys) === wanted);
  const settings =
    own.length > 0 && !same ? { settings: nested(own.map((each) => ({ ...each, text: each.wanted }))) } : {};
  const gone = ['kubernetesVersion', ...(own.length > 0 && same ? ['settings'] : [])];
  const [first] = holder.entries.keys();
  const index = itemsAt(root, 'pools').findIndex((pool) => pool.at === holder.at);
  const canGo =
    textAt(root, 'kubernetesVersion') === to &&
    first !== undefined &&
    !gone.includes(first) &&
    schema.errors(without(toJson(root) as JsonObject, index, gone)).length === 0;
  if (canGo) return { path, edit: { at: holder.at, put: settings, remove: gone }, step };
  return { path, edit: { at: holder.at, put: { kubernetesVersion: to, ...settings } }, step };
}

interface NamedSetting {
  readonly keys: readonly string[];
  readonly text: string;
  /** What it becomes for the other version. */
  readonly wanted: string;
}

/** Settings that name the version; undefined where one of them stands in a list: a pool would need the whole of it. */
function namedSettings(settings: Located | undefined, from: string, to: string): readonly NamedSetting[] | undefined {
  const named = scalarsOf(settings).flatMap(({ scalar: { value }, keys }) => {
    const wanted = typeof value === 'string' ? followVersion(value, from, to) : undefined;
    return wanted === undefined || wanted === value ? [] : [{ keys, text: String(value), wanted }];
  });
  return named.every(({ keys }) => at(settings, ...keys)?.kind === 'scalar') ? named : undefined;
}

function nested(settings: readonly Pick<NamedSetting, 'keys' | 'text'>[]): Entries {
  let entries: Entries = {};
  for (const { keys, text } of settings) entries = put(entries, keys, text);
  return entries;
}

function put(entries: Entries, [key = '', ...rest]: readonly string[], text: string): Entries {
  if (rest.length === 0) return { ...entries, [key]: text };
  const inner = entries[key];
  return { ...entries, [key]: put(typeof inner === 'object' ? (inner as Entries) : {}, rest, text) };
}

function without(values: JsonObject, index: number, keys: readonly string[]): JsonObject {
  const pools = (values['pools'] ?? []) as readonly JsonObject[];
  return {
    ...values,
    pools: pools.map((pool, at) =>
      at === index ? Object.fromEntries(Object.entries(pool).filter(([key]) => !keys.includes(key))) : pool,
    ),
  };
}
