import type { Configuration } from '../access/configuration.ts';
import { type LeftBehind, mostInOnePull } from '../cluster/request.ts';
import type { ParsedCommand } from '../command/command.ts';
import { selectorOf } from '../fleet/selector.ts';
import type { SourceDocument } from '../manifests/source/read-documents.ts';
import { leftBehind } from '../templates/left-behind.ts';
import { refsOf, unusedTemplates } from '../templates/unused.ts';
import { tidyingCommand } from '../train/tidying.ts';
import { type ChosenCluster, type EditedCluster, folderAfter } from './edit-cluster.ts';
import { documentsOf } from './folder.ts';

/** What is left behind once this is merged, templates above all. */
export function leftBehindBy(
  changing: readonly EditedCluster[],
  chosen: readonly ChosenCluster[],
  { clusters }: Configuration,
): LeftBehind {
  const namespaceOf = (name: string): string =>
    chosen.find(({ row }) => row.name === name)?.row.namespace || clusters.namespace;
  const leaving = changing.filter(({ leavesTemplates }) => leavesTemplates);
  return {
    takenOut: changing.flatMap((each) => leftBehind(each.before, folderAfter(each), namespaceOf(each.name))),
    kept: leaving.flatMap((each) => refsOf(unusedIn(each), namespaceOf(each.name))),
  };
}

/** Templates in the folder of a cluster that nothing there refers to after an edit. */
function unusedIn(edited: EditedCluster): readonly SourceDocument[] {
  const read = documentsOf(folderAfter(edited));
  return read.ok ? unusedTemplates(read.value) : [];
}

/**
 * The command that follows once its clusters are ready: the same for what it does not bring to its end in one pull request; after the
 * last one, what takes out the templates that it leaves in Git. `all` are the clusters that it is about.
 */
export function followedBy(
  command: ParsedCommand,
  changing: readonly EditedCluster[],
  all: readonly EditedCluster[],
  inWaves: boolean,
): { readonly next?: string } {
  const again = (inWaves ? all : changing.filter(({ continues }) => continues)).map(({ name }) => name);
  if (again.length > 0) return { next: onceMore(command, again) };
  if (!changing.some((each) => each.leavesTemplates)) return {};
  const left = all.filter((each) => unusedIn(each).length > 0).map(({ name }) => name);
  if (left.length === 0 || left.length > mostInOnePull) return {};
  return { next: tidyingCommand(command, left) };
}

/** The same command for those clusters by name, whatever its selector fits by then; by the selector, where they are too many to name. */
function onceMore({ raw, arguments: { selector } }: ParsedCommand, names: readonly string[]): string {
  if (typeof selector !== 'string' || names.length > mostInOnePull) return raw;
  return raw.replace(selector, () => selectorOf(names));
}
