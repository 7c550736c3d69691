import { AppError } from '../errors.ts';
import { at, list, text, texts } from './decode/json.ts';
import { faultOf } from './faults.ts';
import type { Transport } from './transport.ts';

/** A kind as the API server serves it. */
export interface ServedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The resource's name in paths; never guessed from the kind. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** `/apis/<group>/<version>`, or `/api/v1` for the core group. */
export const groupPath = (group: string, version: string): string =>
  group === '' ? `/api/${version}` : `/apis/${group}/${version}`;

/** The path of a kind's collection, or of one object in it. */
export function resourcePath(kind: ServedKind, namespace?: string, name?: string): string {
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${groupPath(kind.group, kind.version)}${scope}/${kind.plural}${object}`;
}

/** Kubernetes' order of versions, best first: v2, v1, v1beta2, v1beta1, v1alpha1, then the rest by name. */
export function byPriority(left: string, right: string): number {
  const rank = (version: string): readonly [number, number, number] => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
    if (match === null) return [0, 0, 0];
    const stage = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1;
    return [stage, Number(match[1]), Number(match[3] ?? 0)];
  };
  const [a, b] = [rank(left), rank(right)];
  for (const index of [0, 1, 2] as const) if (a[index] !== b[index]) return b[index] - a[index];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The versions of each group that `wanted` names and the server has. Throws on any answer but yes. */
export async function discoverGroups(
  transport: Transport,
  wanted: (group: string) => boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const answer = await transport.call({ path: '/apis' });
  if (!answer.ok) throw faultOf(answer.refusal, 'discovery');
  if (!Array.isArray(at(answer.body, 'groups'))) {
    throw new AppError('kubernetes/unavailable', 'discovery: the answer to /apis is not a list of groups');
  }
  const groups = new Map<string, readonly string[]>();
  for (const item of list(at(answer.body, 'groups'))) {
    const name = text(at(item, 'name'));
    if (name === undefined || !wanted(name)) continue;
    const versions = list(at(item, 'versions')).flatMap((version) => text(at(version, 'version')) ?? []);
    groups.set(name, versions.toSorted(byPriority));
  }
  return groups;
}

/** The kinds of one group and version; `undefined` when the server does not have it. Throws on any other refusal. */
export async function discoverKinds(
  transport: Transport,
  group: string,
  version: string,
): Promise<readonly ServedKind[] | undefined> {
  const answer = await transport.call({ path: groupPath(group, version) });
  if (!answer.ok) {
    if (answer.refusal.status === 404) return undefined;
    throw faultOf(answer.refusal, `discovery of ${group}/${version}`);
  }
  if (!Array.isArray(at(answer.body, 'resources'))) {
    throw new AppError('kubernetes/unavailable', `discovery of ${group}/${version}: not a list of resources`);
  }
  return list(at(answer.body, 'resources')).flatMap((item) => {
    const [kind, plural] = [text(at(item, 'kind')), text(at(item, 'name'))];
    if (kind === undefined || plural === undefined || plural.includes('/')) return [];
    return [
      { group, version, kind, plural, namespaced: at(item, 'namespaced') === true, verbs: texts(at(item, 'verbs')) },
    ];
  });
}
