import { summaryOf, wordsOf } from '../condition.ts';
import { type Members, stays } from '../members.ts';
import type { ObservedObject } from '../objects.ts';
import type { WantedCluster } from '../wanted.ts';
import { initializedSince } from './control-plane.ts';
import { beginning, named, type Obstacle, saying } from './obstacle.ts';

const chartLabel = 'helmreleaseproxy.addons.cluster.x-k8s.io/helmchartproxy-name';

/** An add-on that is meant for the cluster is not in it. */
export function addOns(members: Members, wanted: WantedCluster): Obstacle[] {
  const texts = [...unselected(members, wanted), ...charts(members), ...resourceSets(members)];
  const since = initializedSince(members.cluster);
  return texts.map((text) => ({ stage: 'add-ons', text, ...beginning(since) }));
}

/** Add-ons that Git holds for the cluster, and that are missing or select others. */
function unselected({ addons }: Members, { objects = [] }: WantedCluster): string[] {
  const selecting = [...addons.charts, ...addons.sets];
  return objects
    .filter(({ kind }) => kind === 'HelmChartProxy' || kind === 'ClusterResourceSet')
    .filter((each) => !selecting.some(({ kind, name }) => kind === each.kind && name === each.name))
    .map(({ kind, name }) => `${kind} ${name} is not there, or does not select the cluster.`);
}

/** A chart's own conditions sum up all clusters that it selects; its release tells of this one. */
function charts({ addons }: Members): string[] {
  const withoutRelease = addons.charts.filter(
    ({ name }) => !addons.releases.some((release) => release.labels[chartLabel] === name),
  );
  const unready = addons.releases.filter((release) => stays(release) && summaryOf(release)?.status !== 'True');
  return [
    ...withoutRelease.map((chart) => `${named(chart)} has made no release for the cluster yet.`),
    ...unready.map((release) => {
      const summary = summaryOf(release);
      return `The chart of ${chartOf(release)} is not installed${saying(summary && wordsOf(summary))}`;
    }),
  ];
}

const chartOf = (release: ObservedObject): string => `HelmChartProxy ${release.labels[chartLabel] ?? release.name}`;

function resourceSets({ addons }: Members): string[] {
  const bindings = addons.bindings.flatMap((binding) => binding.bindings ?? []);
  return addons.sets.flatMap((set) => {
    const binding = bindings.find((each) => each.set === set.name);
    if (binding === undefined) return [`${named(set)} has not been applied to the cluster yet.`];
    return binding.resources
      .filter(({ applied }) => !applied)
      .map(({ kind, name }) => `${kind} ${name} of ${named(set)} is not applied${saying(reasonOf(set))}`);
  });
}

function reasonOf(set: ObservedObject): string | undefined {
  const condition = [...set.conditions, ...set.legacyConditions].find(({ type }) => type === 'ResourcesApplied');
  return condition === undefined || condition.status === 'True' ? undefined : wordsOf(condition);
}
