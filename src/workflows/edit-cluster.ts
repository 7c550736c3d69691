import type { Configuration } from '../domain/access/configuration.ts';
import { checkGrowth } from '../domain/access/limits.ts';
import { requestId, requestIdOfBranch } from '../domain/cluster/names.ts';
import { type ChangeRequest, type LeftBehind, mostInOnePull } from '../domain/cluster/request.ts';
import type { ClusterEdit } from '../domain/edits/edit.ts';
import {
  type ChosenCluster,
  type EditedCluster,
  editCluster,
  folderAfter,
  requestedCluster,
  rowAfter,
} from '../domain/edits/edit-cluster.ts';
import { followedBy, leftBehindBy } from '../domain/edits/follow-up.ts';
import { clusterEdits } from '../domain/edits/registry.ts';
import { type Finding, fault, type Outcome } from '../domain/finding.ts';
import { findingsOfClusters, namesInBrief, type Said } from '../domain/fleet/findings.ts';
import { checkWaves, waveOf } from '../domain/fleet/waves.ts';
import { type EditView, editDryRun, editWords } from '../domain/report/edit-text.ts';
import { notMergedReply } from '../domain/report/schedule-text.ts';
import { usersOf } from '../domain/templates/judge.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterView, ManagementClusters } from '../ports/cluster.ts';
import type { Tree } from '../ports/github.ts';
import { type Answer, refusal } from './answer.ts';
import { askedRequest, rememberCluster } from './asked-request.ts';
import type { ChooseClusters } from './choose-clusters.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { withClasses } from './known-classes.ts';
import type { ChangeOpened, ChangeToOpen } from './open-change.ts';
import { readBases } from './read-bases.ts';
import { waitUntilReady } from './wait-until-ready.ts';

interface Needs {
  readonly openChange: (change: ChangeToOpen) => Promise<ChangeOpened>;
  readonly chooseClusters: ChooseClusters;
  readonly tree: Tree;
  readonly managementClusters: ManagementClusters;
  readonly clock: Clock;
}

type Handler = (command: AllowedCommand, occasion: Occasion) => Promise<Answer>;

/** The handlers of all commands that change the files of clusters that stand, by their names. */
export const createEditCommands = (needs: Needs): Readonly<Record<string, Handler>> =>
  Object.fromEntries(clusterEdits.map((edit) => [edit.kind, createEditCluster(needs, edit)]));

/** One pull request that changes what the command is about in the files of its clusters, and no other line. */
function createEditCluster(needs: Needs, edit: ClusterEdit): Handler {
  return async (allowed, occasion) => {
    const { command, decision } = allowed;
    const { job, facts } = occasion;
    const { configuration } = decision;
    const refuse = (...findings: readonly Finding[]): Answer => refusal(command, findings);
    const id = requestId(job.repository.id, job.sourceNodeId, command.index);
    const dryRun = command.arguments['dry-run'] === true;

    if (facts.missingPermissions.length > 0 && !dryRun) {
      const missing = facts.missingPermissions.join(', ');
      return refuse(fault('github/permission', `the installation of the App does not grant ${missing}`));
    }
    const chosen = await needs.chooseClusters(allowed, occasion, id);
    if (!chosen.ok) return refuse(...chosen.findings);
    const sha = facts.baseSha ?? '';
    const readBase = async (folder: string) => ({ folder, ...(await needs.tree.files(job.repository, sha, folder)) });
    const management = needs.managementClusters.of(job);
    const based = edit.looksIntoBases ? await readBases(chosen.value, readBase) : { clusters: chosen.value, notes: [] };
    const complete = edit.looksIntoClasses
      ? await withClasses(based.clusters, {
          read: () => readBase(configuration.clusterClass.folder),
          acts: management.acts,
          namespace: configuration.clusters.namespace,
        })
      : based.clusters;
    const outcome = await editAll(edit, complete, allowed);
    if (!outcome.ok) return refuse(...outcome.findings);
    const { changing, unchanged, notes } = outcome.value;
    const { defaultBranch } = facts.repository;
    if (changing.length === 0 || facts.baseSha === undefined) {
      const names = namesInBrief(unchanged);
      return refuse(fault('request/no-change', `the files of ${names} say so on ${defaultBranch} already`));
    }
    const wave = waveOf(configuration.fleet.waves, unchanged.length, changing.length);
    const clusters = changing.slice(0, wave.take);
    const later = changing.slice(wave.take).map(({ name }) => name);
    if (clusters.length > mostInOnePull) {
      const message = `${clusters.length} clusters would change, and one pull request changes ${mostInOnePull} at most`;
      return refuse(fault('cluster/too-many-selected', message));
    }
    const endless = checkWaves(wave);
    if (endless.length > 0) return refuse(...endless);
    // A pull request that an earlier try opened is completed, whatever became of the clusters since.
    const begun = facts.openPulls.some(({ headRef }) => requestIdOfBranch(headRef) === id);
    const waits =
      edit.waitsUntilReady && !begun ? waitsOf(needs, management.view, chosen.value, clusters, configuration) : [];
    if (waits.length > 0) return refuse(...waits);
    const leftBehind = leftBehindBy(clusters, chosen.value, configuration);
    const used = edit.removesUnused && !begun ? usedOf(management.view, leftBehind) : [];
    if (used.length > 0) return refuse(...used);
    const view: EditView = {
      edit,
      clusters,
      selector: textOf(command.arguments['selector']),
      unchanged,
      ...(later.length > 0 || wave.at > 0 ? { wave } : {}),
      later,
      notes: [
        ...chosen.notes,
        ...findingsOfClusters(notes.slice(0, wave.take), chosen.value.length > 1),
        ...based.notes,
      ],
    };
    if (dryRun) return { command: command.name, outcome: 'done', body: editDryRun(view) };

    const folders = new Map(clusters.map((each) => [each.name, folderAfter(each)]));
    const asked: ChangeRequest = {
      ...askedRequest(edit.kind, id, occasion, [command], [...folders.keys()], configuration),
      clusters: chosen.value.flatMap((each) => {
        const files = folders.get(each.row.name);
        return files === undefined ? [] : [requestedCluster(each, files, configuration.clusters)];
      }),
      // Only what a pull request creates can be shown before the merge.
      delivery: 'merge',
      ...followedBy(command, clusters, outcome.value.all, later.length > 0),
      ...(leftBehind.takenOut.length + leftBehind.kept.length === 0 ? {} : { leftBehind }),
      ...(view.wave === undefined ? {} : { wave: { sizes: wave.sizes, at: wave.at } }),
    };
    const request = rememberCluster(asked, management);
    const opened = await needs.openChange({
      request,
      words: editWords(request, view),
      files: clusters.flatMap(({ after }) => after),
      deletions: clusters.flatMap(({ deletions }) => deletions),
      judged: [...folders.values()].flat(),
      repository: new Map(),
      facts: { ...facts, baseSha: facts.baseSha },
      configuration,
      autoMerge: configuration.schedule.some(({ name, autoMerge }) => autoMerge && name === job.schedule?.name),
      sourceBody: job.body,
      repeated: occasion.repeated,
    });
    if (opened.state === 'open') {
      const { notMerging, record } = opened;
      const said = notMerging === undefined ? {} : { body: notMergedReply(record.pull?.number ?? 0, notMerging) };
      return { command: command.name, outcome: 'done', announced: true, ...said };
    }
    const names = namesInBrief([...folders.keys()]);
    return refuse(
      opened.state === 'foreign branch'
        ? fault('request/branch-foreign', `the branch "${request.branch}" exists and is not this request's`)
        : fault('request/no-change', `the files of ${names} are on ${request.base} exactly so already`),
    );
  };
}

interface EditedFleet {
  /** Those that differ, by name. */
  readonly changing: readonly EditedCluster[];
  /** What is to be known of each of these. */
  readonly notes: readonly Said[];
  /** Names of those whose files say so already. */
  readonly unchanged: readonly string[];
  readonly all: readonly EditedCluster[];
}

/** Carries a command out on all of its clusters or on none; others' work goes on in between. */
async function editAll(
  edit: ClusterEdit,
  chosen: readonly ChosenCluster[],
  { command, decision: { configuration } }: AllowedCommand,
): Promise<Outcome<EditedFleet>> {
  const refused: Said[] = [];
  const notes: Said[] = [];
  const edited: EditedCluster[] = [];
  for (const each of chosen) {
    const { name } = each.row;
    const outcome = editCluster(edit, each, command.arguments, configuration);
    if (outcome.ok) {
      edited.push(outcome.value);
      if (outcome.value.differs) notes.push({ name, findings: outcome.notes });
      const grown = checkGrowth(each.row, rowAfter(outcome.value, configuration), configuration.limits);
      if (grown.length > 0) refused.push({ name, findings: grown });
    } else refused.push({ name, findings: outcome.findings });
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (refused.length > 0) return { ok: false, findings: findingsOfClusters(refused, chosen.length > 1) };
  const unchanged = edited.filter(({ differs }) => !differs).map(({ name }) => name);
  return {
    ok: true,
    value: { changing: edited.filter(({ differs }) => differs), notes, unchanged, all: edited },
    notes: [],
  };
}

function waitsOf(
  { clock }: Needs,
  view: ClusterView,
  chosen: readonly ChosenCluster[],
  changing: readonly EditedCluster[],
  { clusters }: Configuration,
): readonly Finding[] {
  const names = new Set(changing.map(({ name }) => name));
  return chosen
    .filter(({ row }) => names.has(row.name))
    .flatMap((each) => waitUntilReady(view, requestedCluster(each, each.files, clusters), clock.now()));
}

/** What the management cluster still needs of what is to be taken out; nothing where none is connected that could tell. */
const usedOf = (view: ClusterView, { takenOut }: LeftBehind): readonly Finding[] =>
  takenOut.flatMap((template) => {
    const users = usersOf(view.referrers(template.namespace ?? '', template));
    if (users === undefined) return [];
    return [fault('cluster/template-in-use', `${template.kind} ${template.name} can be taken out once ${users}`)];
  });

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
