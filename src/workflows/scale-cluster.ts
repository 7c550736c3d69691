import { describedCluster } from '../domain/cluster/described.ts';
import { checkControlPlane } from '../domain/cluster/limits.ts';
import { clusterFolder, requestId } from '../domain/cluster/names.ts';
import type { ChangeRequest } from '../domain/cluster/request.ts';
import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { scalablesOf } from '../domain/manifests/edit/scalables.ts';
import { scaleCluster } from '../domain/manifests/edit/scale.ts';
import type { ScaleWish } from '../domain/manifests/edit/scale-pool.ts';
import { readDocuments } from '../domain/manifests/source/read-documents.ts';
import { inverseOf, type ScaleView, scaleDryRun, scaleWords } from '../domain/report/scale-text.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { type Answer, refusal } from './answer.ts';
import { askedRequest } from './asked-request.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import type { ChangeOpened, ChangeToOpen } from './open-change.ts';

interface Needs {
  readonly openChange: (change: ChangeToOpen) => Promise<ChangeOpened>;
  readonly signer: Signer;
  readonly tree: Tree;
}

interface Edited {
  readonly row: ClusterRow;
  readonly view: ScaleView;
  /** The whole folder as it is to be. */
  readonly folder: readonly FileContent[];
}

/** `/scale-cluster`: one pull request that changes the sizes in the cluster's files, and no other line. */
export function createScaleCluster(needs: Needs): (command: AllowedCommand, occasion: Occasion) => Promise<Answer> {
  return async ({ command, decision }, occasion) => {
    const { job, facts } = occasion;
    const { configuration } = decision;
    const refuse = (...findings: readonly Finding[]): Answer => refusal(command, findings);
    const name = String(command.arguments.name ?? '');
    const wish = wishOf(command);
    const id = requestId(job.repository.id, job.sourceNodeId, command.index);
    const dryRun = command.arguments['dry-run'] === true;

    if (facts.missingPermissions.length > 0 && !dryRun) {
      const missing = facts.missingPermissions.join(', ');
      return refuse(fault('github/permission', `the installation of the App does not grant ${missing}`));
    }
    if (facts.baseSha === undefined) return refuse(unknown(name, configuration.clusters.folder));
    const beyond = wish.controlPlane === undefined ? [] : checkControlPlane(wish.controlPlane, configuration);
    if (beyond.length > 0) return refuse(...beyond);
    const open = facts.openPulls
      .flatMap((pull) => ({ pull, request: signedRequest(needs.signer, job.repository, pull) }))
      .find(({ request }) => request?.id !== id && request?.clusters.some(({ spec }) => spec.name === name));
    if (open !== undefined) {
      const message = `#${open.pull.number} changes ${name} already`;
      return refuse(fault('cluster/taken', message, { cure: 'Merge or close that one first, then ask again.' }));
    }

    const folder = clusterFolder(configuration.clusters.folder, name);
    const read = await needs.tree.files(job.repository, facts.baseSha, folder);
    const [row] = clusterRows(read.files, configuration.clusters.folder).filter((each) => each.name === name);
    if (row === undefined) return refuse(unknown(name, configuration.clusters.folder));
    const outcome = scaleCluster(name, read.files, wish);
    if (!outcome.ok) return refuse(...outcome.findings);
    if (outcome.value.files.length === 0) {
      return refuse(fault('request/no-change', `${name} has these sizes on ${facts.repository.defaultBranch} already`));
    }
    const changed = new Map(outcome.value.files.map((file) => [file.path, file]));
    const edited: Edited = {
      row,
      folder: read.files.map((file) => changed.get(file.path) ?? file),
      view: { name, steps: outcome.value.steps, before: read.files, after: outcome.value.files, notes: outcome.notes },
    };
    if (dryRun) return { command: command.name, outcome: 'done', body: scaleDryRun(edited.view) };

    const request = requestOf(occasion, { command, decision }, id, folder, edited);
    const opened = await needs.openChange({
      request,
      words: scaleWords(request, edited.view, inverseOf(name, wish, edited.view.steps)),
      files: outcome.value.files,
      judged: edited.folder,
      repository: new Map(),
      facts: { ...facts, baseSha: facts.baseSha },
      clustersFolder: configuration.clusters.folder,
      namespace: configuration.clusters.namespace,
      labels: configuration.labels,
      sourceBody: job.body,
      repeated: occasion.repeated,
    });
    if (opened.state === 'open') return { command: command.name, outcome: 'done', announced: true };
    return refuse(
      opened.state === 'foreign branch'
        ? fault('request/branch-foreign', `the branch "${request.branch}" exists and is not this request's`)
        : fault('request/no-change', `the files of ${name} are on ${request.base} exactly so already`),
    );
  };
}

function wishOf({ arguments: given }: ParsedCommand): ScaleWish {
  const number = (key: string): number | undefined => (typeof given[key] === 'number' ? given[key] : undefined);
  const pool = given['pool'];
  const wish = {
    workers: number('workers'),
    min: number('min'),
    max: number('max'),
    controlPlane: number('control-plane'),
    pool: typeof pool === 'string' ? pool : undefined,
  };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

const unknown = (name: string, folder: string): Finding =>
  fault('cluster/unknown', `no cluster "${name}" stands in ${folder}/`);

function requestOf(
  occasion: Occasion,
  { command, decision: { configuration } }: AllowedCommand,
  id: string,
  folder: string,
  { row, folder: files }: Edited,
): ChangeRequest {
  const documents = files.filter(({ path }) => /\.ya?ml$/.test(path)).flatMap((file) => readDocuments(file).documents);
  return {
    ...askedRequest('scale-cluster', id, occasion, [command], [row.name], configuration),
    clusters: [describedCluster(row, folder, documents, scalablesOf(row.name, documents))],
    // Only what a pull request creates can be shown before the merge.
    delivery: 'merge',
  };
}
