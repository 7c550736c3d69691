import type { Configuration } from '../domain/access/configuration.ts';
import { clusterFolder } from '../domain/cluster/names.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import { type ChosenCluster, chosenAmong } from '../domain/edits/edit-cluster.ts';
import { type Finding, fault, type Outcome } from '../domain/finding.ts';
import { findingsOfClusters } from '../domain/fleet/findings.ts';
import { type Holds, holdsFor } from '../domain/locks/findings.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { holdsOn } from './lock-book.ts';
import type { SelectClusters } from './select-clusters.ts';
import { unservedNamespace } from './served-namespace.ts';

/** The clusters that a command names or selects, by name; not ok when one of them may not be changed now. */
export type ChooseClusters = (
  command: AllowedCommand,
  occasion: Occasion,
  request: string,
) => Promise<Outcome<readonly ChosenCluster[]>>;

export function createChooseClusters(needs: {
  readonly tree: Tree;
  readonly signer: Signer;
  readonly selectClusters: SelectClusters;
  readonly managementClusters: ManagementClusters;
}): ChooseClusters {
  const named = async (
    name: string,
    occasion: Occasion,
    { clusters }: Configuration,
    holdsOf: (names: readonly string[]) => Holds,
  ): Promise<Outcome<readonly ChosenCluster[]>> => {
    const holds = holdsOf([name]);
    if (holds.refusing.length > 0) return { ok: false, findings: holds.refusing };
    const { job, facts } = occasion;
    const folder = clusterFolder(clusters.folder, name);
    const { files } =
      facts.baseSha === undefined ? { files: [] } : await needs.tree.files(job.repository, facts.baseSha, folder);
    const row = clusterRows(files, clusters.folder).find((each) => each.name === name);
    if (row !== undefined) return { ok: true, value: [{ row, folder, files }], notes: holds.told };
    // An open request may be about to make it.
    if (holds.told.length > 0) return { ok: false, findings: holds.told };
    const message = `No cluster "${name}" stands in ${clusters.folder}/`;
    return { ok: false, findings: [fault('cluster/unknown', message)] };
  };

  const selected = async (
    selector: string,
    occasion: Occasion,
    configuration: Configuration,
    holdsOf: (names: readonly string[]) => Holds,
  ): Promise<Outcome<readonly ChosenCluster[]>> => {
    const outcome = await needs.selectClusters(selector, occasion, configuration);
    if (!outcome.ok) return outcome;
    const names = outcome.value.map(({ name }) => name);
    const holds = holdsOf(names);
    if (holds.refusing.length > 0) return { ok: false, findings: holds.refusing };
    const { job, facts } = occasion;
    const { folder } = configuration.clusters;
    const folders = new Set(names.map((name) => clusterFolder(folder, name)));
    const read = await needs.tree.filesOf(job.repository, facts.clustersTree ?? '', folder, (path) =>
      folders.has(path.split('/', folder.split('/').length + 1).join('/')),
    );
    const value = chosenAmong(outcome.value, read.files, folder);
    return { ...outcome, value, notes: [...outcome.notes, ...holds.told] };
  };

  return async ({ command, decision: { configuration } }, occasion, request) => {
    const { name, selector } = command.arguments;
    const dryRun = command.arguments['dry-run'] === true;
    const holdsOf = (names: readonly string[]) => holdsFor(dryRun, holdsOn(needs.signer, occasion, names, request));
    const chosen = await (typeof selector === 'string'
      ? selected(selector, occasion, configuration, holdsOf)
      : named(String(name ?? ''), occasion, configuration, holdsOf));
    if (!chosen.ok) return chosen;
    const { namespaces } = needs.managementClusters.of(occasion.job);
    const said = chosen.value.map(({ row }) => ({
      name: row.name,
      findings: unserved(namespaces, row.namespace || configuration.clusters.namespace),
    }));
    const findings = findingsOfClusters(said, said.length > 1);
    return findings.length > 0 ? { ok: false, findings } : chosen;
  };
}

const unserved = (allowed: readonly string[], namespace: string): readonly Finding[] =>
  unservedNamespace(allowed, namespace, 'Ask the people who run ClusterOps to allow the namespace.');
