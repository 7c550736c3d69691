import { carriesName } from '../../cluster/names.ts';
import type { PlannedSpec, RenderedCluster } from '../../cluster/spec.ts';
import type { Finding } from '../../finding.ts';
import { readDocuments, type SourceDocument } from '../source/read-documents.ts';
import { checkProvider } from '../templates/objects.ts';
import { checkFleet } from './check-fleet.ts';
import { checkTopology, hasTopology } from './check-topology.ts';
import { foldersOf } from './folder.ts';
import { type Survey, together } from './survey.ts';
import { surveyText } from './survey-text.ts';

/** What the clusters of a command are held against before they are proposed. */
export interface Surroundings {
  /** The other clusters of the repository. */
  readonly fleet: Survey;
  /** The cluster classes that were read. */
  readonly classes: readonly SourceDocument[];
  readonly clustersFolder: string;
}

const otherName = 'Give the cluster another name, with name=.';
const ownName = `Begin its name with \${CLUSTER_NAME}- in the template, or take it out of there, into a folder of its own: no two clusters can have it.`;

/**
 * What is wrong between clusters that are to be proposed, one of `rendered` for each spec, and what the repository has: objects,
 * networks, classes. The places are none of files that are not there yet.
 */
export function checkProposal(
  specs: readonly PlannedSpec[],
  rendered: readonly RenderedCluster[],
  { fleet, classes, clustersFolder }: Surroundings,
): readonly Finding[] {
  const own = rendered.map((each) => surveyRendered(each, clustersFolder));
  const isShared = (at: Finding['place']): boolean =>
    own.some(({ objects }, index) =>
      objects.some(
        ({ place, name }) =>
          place.path === at?.path && place.line === at?.line && !carriesName(name, specs[index]?.name ?? ''),
      ),
    );
  const between = checkFleet(together(own), fleet).map(({ place, ...finding }) => {
    if (finding.code !== 'manifest/duplicate-object') return finding;
    return { ...finding, cure: isShared(place) ? ownName : otherName };
  });
  const ofClasses = specs.flatMap((spec, index) => {
    const topologies = classes.length === 0 ? [] : topologiesOf(rendered[index]);
    const found = [
      ...topologies.flatMap((each) => checkTopology(each, classes)),
      ...(spec.template === undefined ? [] : checkProvider([...topologies, ...classes], spec)),
    ];
    return found.map(({ place: _, ...finding }) => ({
      ...finding,
      ...(spec.template === undefined ? {} : { place: { path: spec.template.path } }),
    }));
  });
  return [...between, ...ofClasses];
}

/** Whether a cluster of a template has a topology, so that its class should be looked at. */
export function needsClass({ template }: PlannedSpec, rendered: RenderedCluster | undefined): boolean {
  return template !== undefined && topologiesOf(rendered).length > 0;
}

function surveyRendered({ folder, files, objects }: RenderedCluster, clustersFolder: string): Survey {
  const inside = files.filter(({ path }) => path.startsWith(`${folder}/`));
  const surveys = foldersOf(inside, clustersFolder).map((each) => ({ survey: surveyText(each), built: each.built }));
  if (surveys.every(({ built }) => built === undefined)) return together(surveys.map(({ survey }) => survey));
  // The files of what is built do not show its objects, but the plan has them.
  const place = { path: inside[0]?.path ?? folder, line: 1 };
  return {
    objects: objects.map(({ group, kind, name, namespace = '' }) => ({ group, kind, name, namespace, place })),
    clusters: surveys.flatMap(({ survey }) => survey.clusters),
  };
}

function topologiesOf(rendered: RenderedCluster | undefined): readonly SourceDocument[] {
  if (rendered === undefined) return [];
  const { folder, files } = rendered;
  return files
    .filter(({ path, content }) => path.startsWith(`${folder}/`) && content.includes('topology:'))
    .flatMap((file) => readDocuments(file).documents)
    .filter(hasTopology);
}
