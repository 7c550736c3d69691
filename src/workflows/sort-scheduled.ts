import type { Configuration } from '../domain/access/configuration.ts';
import { decide } from '../domain/access/decide.ts';
import type { Subject } from '../domain/access/subject.ts';
import { clusterFolder } from '../domain/cluster/names.ts';
import { mostInOnePull } from '../domain/cluster/request.ts';
import type { ClusterRow } from '../domain/cluster/rows.ts';
import { parseCommandLine } from '../domain/command/parse.ts';
import { chosenAmong, editCluster } from '../domain/edits/edit-cluster.ts';
import { clusterEdits } from '../domain/edits/registry.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { Said } from '../domain/fleet/findings.ts';
import { clusterFolderOf } from '../domain/manifests/validate/folder.ts';
import { turnCommand } from '../domain/report/schedule-text.ts';
import { commandOf, type GivenTurn, type TurnKind } from '../domain/schedule/turn.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import type { AskPolicy } from './ask-policy.ts';
import type { Occasion } from './handle-command.ts';
import { holdsOn } from './lock-book.ts';
import { larger } from './read-fleet.ts';

export interface Sorted {
  /** Names of the clusters that the command is to be given for now, those of each pull request apart. */
  readonly ready: readonly (readonly string[])[];
  /** Those that cannot be changed now, and why. */
  readonly waits: readonly Said[];
}

/**
 * Which of a schedule's clusters a command is to be given for: those that it would change, that nothing holds and that the policy lets
 * it change. A person's command is refused for all because of one; here the others go ahead.
 */
export type SortScheduled = (
  turn: GivenTurn & { readonly kind: TurnKind },
  rows: readonly ClusterRow[],
  occasion: Occasion,
  configuration: Configuration,
) => Promise<Sorted>;

export function createSortScheduled(needs: {
  readonly tree: Pick<Tree, 'filesOf'>;
  readonly signer: Signer;
  readonly askPolicy: AskPolicy;
  readonly clock: Clock;
}): SortScheduled {
  /** Those that the command would change; of the others, why it cannot. */
  const changing = async (
    kind: TurnKind,
    rows: readonly ClusterRow[],
    { job, facts }: Occasion,
    configuration: Configuration,
  ) => {
    const { folder } = configuration.clusters;
    const edit = clusterEdits.find((each) => each.kind === commandOf[kind]);
    const folders = new Set(rows.map(({ name }) => clusterFolder(folder, name)));
    const { files } = await needs.tree.filesOf(job.repository, facts.clustersTree ?? '', folder, (path) =>
      folders.has(clusterFolderOf(path, folder) ?? ''),
    );
    const names: string[] = [];
    const refused: Said[] = [];
    for (const chosen of chosenAmong(rows, files, folder)) {
      const { name, path } = chosen.row;
      const edited = edit && editCluster(edit, chosen, {}, configuration);
      if (chosen.row.folder !== name) refused.push({ name, findings: [strayed(path)] });
      else if (edited?.ok === false) refused.push({ name, findings: edited.findings });
      else if (edited?.value.differs === true) names.push(name);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { names, refused };
  };

  /** What the policy says against each of them, by name; a cluster that it lets pass counts for those after it. */
  const denials = async (
    { kind, name: schedule, at }: GivenTurn & { readonly kind: TurnKind },
    names: readonly string[],
    occasion: Occasion,
    before: Subject[],
  ): Promise<ReadonlyMap<string, readonly Finding[]>> => {
    const line = parseCommandLine(turnCommand(kind, names));
    if (line.kind === 'refused') return new Map(names.map((name) => [name, line.findings]));
    const known = await needs.askPolicy(line, occasion, before);
    if ('findings' in known) return new Map(names.map((name) => [name, known.findings]));
    const { configuration } = occasion.facts;
    const decisionOn = (subjects: readonly Subject[]) =>
      decide({
        command: line.name,
        arguments: line.arguments,
        sender: occasion.job.sender,
        schedule: { name: schedule, at },
        permission: 'none',
        configuration,
        now: needs.clock.now(),
        subjects,
        ...(known.fleet === undefined || known.fleet === 'unread'
          ? { fleet: known.fleet ?? 'unread' }
          : { fleet: larger([...known.fleet, ...before]) }),
      });
    const found = new Map<string, readonly Finding[]>();
    for (const name of names) {
      const subjects = (known.subjects ?? []).filter((each) => each.name === name);
      const decision = decisionOn(subjects);
      if (decision.verdict === 'deny') found.set(name, decision.findings);
      else before.push(...subjects);
    }
    return found;
  };

  return async (turn, rows, occasion, configuration) => {
    if (rows.length === 0) return { ready: [], waits: [] };
    const { names, refused } = await changing(turn.kind, rows, occasion, configuration);
    const waits: Said[] = [...refused];
    const free: string[] = [];
    for (const name of names) {
      const holds = holdsOn(needs.signer, occasion, [name], '');
      if (holds.length > 0) waits.push({ name, findings: holds });
      else free.push(name);
    }
    const ready: string[][] = [];
    const before: Subject[] = [];
    for (let start = 0; start < free.length; start += mostInOnePull) {
      const part = free.slice(start, start + mostInOnePull);
      const denied = await denials(turn, part, occasion, before);
      for (const [name, findings] of denied) waits.push({ name, findings });
      const allowed = part.filter((name) => !denied.has(name));
      if (allowed.length > 0) ready.push(allowed);
    }
    return { ready, waits: waits.toSorted(({ name: a }, { name: b }) => (a < b ? -1 : 1)) };
  };
}

/** A command finds a cluster by its folder. */
const strayed = (path: string): Finding =>
  fault('cluster/unknown', `It does not stand in a folder of its name, where commands look for it: ${path}.`);
