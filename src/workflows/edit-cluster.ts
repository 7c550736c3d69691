import { describedCluster } from '../domain/cluster/described.ts';
import { clusterFolder, requestId, requestIdOfBranch } from '../domain/cluster/names.ts';
import type { ChangeRequest, RequestedCluster } from '../domain/cluster/request.ts';
import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { ClusterEdit } from '../domain/edits/edit.ts';
import { clusterEdits } from '../domain/edits/registry.ts';
import { scalablesOf } from '../domain/edits/scalables.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { readDocuments } from '../domain/manifests/source/read-documents.ts';
import { type EditView, editDryRun, editWords } from '../domain/report/edit-text.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementCluster } from '../ports/cluster.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { type Answer, refusal } from './answer.ts';
import { askedRequest } from './asked-request.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { holdOn } from './lock-book.ts';
import type { ChangeOpened, ChangeToOpen } from './open-change.ts';
import { unservedNamespace } from './served-namespace.ts';
import { waitUntilReady } from './wait-until-ready.ts';

interface Needs {
  readonly openChange: (change: ChangeToOpen) => Promise<ChangeOpened>;
  readonly signer: Signer;
  readonly tree: Tree;
  readonly cluster: ManagementCluster;
  readonly clock: Clock;
  /** Namespaces in which clusters may live; empty: any. */
  readonly namespaces: readonly string[];
}

type Handler = (command: AllowedCommand, occasion: Occasion) => Promise<Answer>;

interface EditedFolder {
  readonly row: ClusterRow;
  /** The whole folder as it is to be. */
  readonly folder: readonly FileContent[];
}

/** The handlers of all commands that change the files of a cluster that stands, by their names. */
export const createEditCommands = (needs: Needs): Readonly<Record<string, Handler>> =>
  Object.fromEntries(clusterEdits.map((edit) => [edit.kind, createEditCluster(needs, edit)]));

/** One pull request that changes what the command is about in the cluster's files, and no other line. */
function createEditCluster(needs: Needs, edit: ClusterEdit): Handler {
  return async ({ command, decision }, occasion) => {
    const { job, facts } = occasion;
    const { configuration } = decision;
    const refuse = (...findings: readonly Finding[]): Answer => refusal(command, findings);
    const name = String(command.arguments.name ?? '');
    const id = requestId(job.repository.id, job.sourceNodeId, command.index);
    const dryRun = command.arguments['dry-run'] === true;

    if (facts.missingPermissions.length > 0 && !dryRun) {
      const missing = facts.missingPermissions.join(', ');
      return refuse(fault('github/permission', `the installation of the App does not grant ${missing}`));
    }
    if (facts.baseSha === undefined) return refuse(unknown(name, configuration.clusters.folder));
    const hold = holdOn(needs.signer, occasion, name, id);
    if (hold !== undefined) return refuse(hold);

    const folder = clusterFolder(configuration.clusters.folder, name);
    const read = await needs.tree.files(job.repository, facts.baseSha, folder);
    const [row] = clusterRows(read.files, configuration.clusters.folder).filter((each) => each.name === name);
    if (row === undefined) return refuse(unknown(name, configuration.clusters.folder));
    const namespace = row.namespace || configuration.clusters.namespace;
    const unserved = unservedNamespace(
      needs.namespaces,
      namespace,
      'Ask the people who run ClusterOps to allow the namespace.',
    );
    if (unserved.length > 0) return refuse(...unserved);
    const asked = { cluster: row, folder, files: read.files, arguments: command.arguments, configuration };
    const outcome = edit.apply(asked);
    if (!outcome.ok) return refuse(...outcome.findings);
    const { files, deletions = [], steps } = outcome.value;
    if (files.length === 0 && deletions.length === 0) {
      return refuse(
        fault('request/no-change', `the files of ${name} say so on ${facts.repository.defaultBranch} already`),
      );
    }
    const view: EditView = {
      name,
      edit,
      inverse: edit.inverse(asked, outcome.value),
      steps,
      before: read.files,
      after: files,
      deletions,
      notes: outcome.notes,
    };
    // A pull request that an earlier try opened is completed, whatever became of the cluster since.
    const begun = facts.openPulls.some(({ headRef }) => requestIdOfBranch(headRef) === id);
    if (edit.waitsUntilReady && !begun) {
      const before = describedIn({ ...row, namespace }, folder, read.files);
      const waits = waitUntilReady(needs.cluster.view, before, needs.clock.now());
      if (waits.length > 0) return refuse(...waits);
    }
    if (dryRun) return { command: command.name, outcome: 'done', body: editDryRun(view) };

    const left = leftBehind(read.files, files, deletions);
    const after = clusterRows(left, configuration.clusters.folder).find((each) => each.name === name);
    const edited: EditedFolder = { row: after ?? row, folder: left };
    const request = requestOf(edit, occasion, { command, decision }, id, folder, edited);
    const opened = await needs.openChange({
      request,
      words: editWords(request, view),
      files,
      deletions,
      judged: edited.folder,
      repository: new Map(),
      facts: { ...facts, baseSha: facts.baseSha },
      clustersFolder: configuration.clusters.folder,
      namespace: configuration.clusters.namespace,
      labels: configuration.labels,
      counted: configuration.policy.quotas.length > 0,
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

function leftBehind(
  before: readonly FileContent[],
  changed: readonly FileContent[],
  deletions: readonly string[],
): readonly FileContent[] {
  const paths = new Set([...changed.map(({ path }) => path), ...deletions]);
  return [...before.filter(({ path }) => !paths.has(path)), ...changed];
}

const unknown = (name: string, folder: string): Finding =>
  fault('cluster/unknown', `no cluster "${name}" stands in ${folder}/`);

function requestOf(
  { kind }: ClusterEdit,
  occasion: Occasion,
  { command, decision: { configuration } }: AllowedCommand,
  id: string,
  folder: string,
  { row, folder: files }: EditedFolder,
): ChangeRequest {
  return {
    ...askedRequest(kind, id, occasion, [command], [row.name], configuration),
    clusters: [describedIn(row, folder, files)],
    // Only what a pull request creates can be shown before the merge.
    delivery: 'merge',
  };
}

function describedIn(row: ClusterRow, folder: string, files: readonly FileContent[]): RequestedCluster {
  const documents = files.filter(({ path }) => /\.ya?ml$/.test(path)).flatMap((file) => readDocuments(file).documents);
  return describedCluster(row, folder, documents, scalablesOf(row.name, documents));
}
