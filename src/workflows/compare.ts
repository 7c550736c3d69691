import type { Configuration } from '../domain/access/configuration.ts';
import type { PlannedSpec, RenderedCluster } from '../domain/cluster/spec.ts';
import type { Finding } from '../domain/finding.ts';
import { checkProposal, needsClass } from '../domain/manifests/validate/check-proposal.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { Survey } from '../domain/manifests/validate/survey.ts';
import { classesIn } from '../domain/manifests/validate/validate-files.ts';
import type { Tree } from '../ports/github.ts';
import type { Occasion } from './handle-command.ts';
import type { Base } from './read-base.ts';
import type { SurveyFleet } from './survey-fleet.ts';

interface Compared {
  readonly refused: readonly Finding[];
  /** What the person should know though it keeps nothing back. */
  readonly notes: readonly Finding[];
  /** The other clusters of the base branch. */
  readonly fleet: Survey;
}

/** Holds the clusters of a command against those of the base branch, and against their classes, as Plan would. */
export async function compare(
  { tree, surveyFleet }: { readonly tree: Tree; readonly surveyFleet: SurveyFleet },
  { job }: Occasion,
  sha: string,
  { specs, rendered }: { readonly specs: readonly PlannedSpec[]; readonly rendered: readonly RenderedCluster[] },
  base: Base,
  { clusters, clusterClass }: Configuration,
): Promise<Compared> {
  const others = base.fleet.filter(({ path }) => !rendered.some(({ folder }) => path.startsWith(`${folder}/`)));
  const fleet = await surveyFleet(others, clusters.folder);
  // The packaging of cluster classes has looked at the class itself.
  const isWanted = specs.some((spec, index) => needsClass(spec, rendered[index]));
  const read = isWanted ? await tree.files(job.repository, sha, clusterClass.folder, isManifestFile) : { files: [] };
  const classes = read.files.flatMap(classesIn);
  const findings = checkProposal(specs, rendered, { fleet, classes, clustersFolder: clusters.folder });
  return {
    refused: findings.filter(({ severity }) => severity === 'error'),
    notes: findings.filter(({ severity }) => severity === 'warning'),
    fleet,
  };
}
