import type { Finding } from '../../finding.ts';
import type { Survey, SurveyedCluster, SurveyedNetwork, SurveyedObject } from './survey.ts';

/**
 * What is wrong between folders: objects that are described twice, and networks that clusters share. Only what is wrong with the
 * `judged` is said; the `others` of the fleet are what they may clash with.
 */
export function checkFleet(judged: Survey, others: Survey): readonly Finding[] {
  const clusters = [...judged.clusters, ...others.clusters];
  return [
    ...repeatedObjects(judged.objects, others.objects),
    ...judgedOverlaps(judged.clusters, clusters, 'machines'),
    ...judgedOverlaps(judged.clusters, clusters, 'inner'),
  ];
}

function repeatedObjects(judged: readonly SurveyedObject[], others: readonly SurveyedObject[]): readonly Finding[] {
  const key = ({ group, kind, namespace, name }: SurveyedObject): string => [group, kind, namespace, name].join('/');
  const first = new Map<string, SurveyedObject>();
  for (const object of others) if (!first.has(key(object))) first.set(key(object), object);
  return judged.flatMap((object) => {
    const before = first.get(key(object));
    if (before === undefined) {
      first.set(key(object), object);
      return [];
    }
    const { path, line } = before.place;
    return [
      {
        code: 'manifest/duplicate-object',
        severity: 'error',
        message: `${object.kind} ${object.name} is described in ${path}, line ${line}, too.`,
        place: object.place,
        cure: 'Remove one of the two.',
      } as const,
    ];
  });
}

/** So many clusters are named; the rest is counted. */
const named = 3;

interface Use {
  readonly cluster: SurveyedCluster;
  readonly used: SurveyedNetwork;
}

/** One finding a cluster, at the first of its networks that it shares. */
function judgedOverlaps(
  judged: readonly SurveyedCluster[],
  all: readonly SurveyedCluster[],
  which: 'inner' | 'machines',
): readonly Finding[] {
  // Most clusters of a fleet have the same few networks: each is compared once.
  const uses = Map.groupBy(
    all.flatMap((cluster) => cluster[which].map((used): Use => ({ cluster, used }))),
    ({ used }) => used.text,
  );
  const neighbours = overlapping([...uses.values()].flatMap(([first]) => (first === undefined ? [] : [first.used])));
  return judged.flatMap((cluster) => {
    for (const used of cluster[which]) {
      const clash = clashOf(
        cluster,
        (neighbours.get(used.text) ?? []).map((text) => uses.get(text) ?? []),
        which,
      );
      if (clash.count > 0) return [overlap(cluster, used, clash, which)];
    }
    return [];
  });
}

interface Clash {
  readonly count: number;
  readonly first: readonly Use[];
}

/** The clusters that use one of these networks, as many as are named; a fleet can have a thousand of them. */
function clashOf(cluster: SurveyedCluster, groups: readonly (readonly Use[])[], which: 'inner' | 'machines'): Clash {
  const first: Use[] = [];
  const seen = new Set<SurveyedCluster>();
  for (const use of groups.flat()) {
    if (seen.has(use.cluster) || !isAnother(use.cluster, cluster, which)) continue;
    seen.add(use.cluster);
    if (first.length < named) first.push(use);
  }
  return { count: seen.size, first };
}

function isAnother(one: SurveyedCluster, other: SurveyedCluster, which: 'inner' | 'machines'): boolean {
  if (one === other || (one.name === other.name && one.namespace === other.namespace)) return false;
  return which === 'inner' || one.joins === undefined || one.joins !== other.joins;
}

function overlap(
  { name }: SurveyedCluster,
  used: SurveyedNetwork,
  { count, first }: Clash,
  which: 'inner' | 'machines',
): Finding {
  const shown = first.map((use) => `${use.cluster.name}${use.used.text === used.text ? '' : ` (${use.used.text})`}`);
  const more = count - shown.length;
  const whom = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    code: 'cluster/network-shared',
    severity: which === 'inner' ? 'notice' : 'warning',
    message:
      which === 'inner'
        ? `The network ${used.text} of Cluster ${name} is used inside of ${whom} as well.`
        : `The machines of Cluster ${name} are in ${used.text}, which overlaps with the network of ${whom}.`,
    place: used.place,
    cure:
      which === 'inner'
        ? 'Nothing while an overlay hides it; choose another if pods are to be reached from other clusters.'
        : 'Choose another, if the two are ever to be connected.',
  };
}

/** Which networks overlap with which, each with itself. Sorted by their beginning, only neighbours need be compared. */
function overlapping(networks: readonly SurveyedNetwork[]): ReadonlyMap<string, readonly string[]> {
  const sorted = networks.toSorted(({ network: a }, { network: b }) =>
    a.family !== b.family ? a.family - b.family : a.first < b.first ? -1 : a.first > b.first ? 1 : 0,
  );
  const found = new Map<string, string[]>(networks.map(({ text }) => [text, [text]]));
  for (const [index, { text, network }] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other === undefined || other.network.family !== network.family || other.network.first > network.last) break;
      found.get(text)?.push(other.text);
      found.get(other.text)?.push(text);
    }
  }
  return found;
}
