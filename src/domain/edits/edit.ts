import type { Configuration } from '../access/configuration.ts';
import type { EditKind } from '../cluster/request.ts';
import type { ClusterRow } from '../cluster/rows.ts';
import type { FileContent } from '../cluster/spec.ts';
import type { TopologyClass } from '../cluster/upgrade-path.ts';
import type { ParsedCommand } from '../command/command.ts';
import type { Outcome } from '../finding.ts';
import type { MappingEdit } from './edit-file.ts';

/** One thing that the edit says differently, for people. */
export interface Step {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** An edit of one file. */
export interface Change {
  readonly path: string;
  readonly edit: MappingEdit;
  readonly step?: Step;
}

export type Changes = Outcome<readonly Change[]>;

/** A command for one cluster that stands, with what the base branch has of it. */
export interface EditAsked {
  readonly cluster: ClusterRow;
  /** Folder of the cluster. */
  readonly folder: string;
  /** All files of the folder. */
  readonly files: readonly FileContent[];
  /** Files of the bases that the folder is built from, for a command that looks into them. */
  readonly bases?: readonly FileContent[];
  /** Classes that stand elsewhere, in the repository or the management cluster, for the same. */
  readonly classes?: readonly TopologyClass[];
  readonly arguments: ParsedCommand['arguments'];
  readonly configuration: Configuration;
}

export interface Edited {
  /** The files that differ, and those that are new. */
  readonly files: readonly FileContent[];
  /** Paths of files that go. */
  readonly deletions?: readonly string[];
  readonly steps: readonly Step[];
  /** The same command is to follow once this is merged and the cluster is ready with it. */
  readonly continues?: boolean;
  /** Machines come from other templates than before: the old ones are to go once the last machine is replaced. */
  readonly leavesTemplates?: boolean;
}

/** A command that changes the files of a cluster, and no line more than it is about. */
export interface ClusterEdit {
  readonly kind: EditKind;
  /** First word of titles, e.g. `Scale`. */
  readonly verb: string;
  /** Whether it has to wait until the cluster is what its files say before it. */
  readonly waitsUntilReady: boolean;
  /** Whether it has to see what the cluster's folder is built from, too. */
  readonly looksIntoBases?: true;
  /** Whether it has to see what the ClusterClass of a topology lists. */
  readonly looksIntoClasses?: true;
  /** Whether it takes templates out that nothing in the management cluster may refer to. */
  readonly removesUnused?: true;
  /** Not ok when the files do not say what is to change, or say it in a way that the bot does not understand. */
  readonly apply: (asked: EditAsked) => Outcome<Edited>;
  /** How a merged change is taken back: a command, as a rule. Markdown. */
  readonly inverse: (asked: EditAsked, edited: Edited) => string;
  /** What happens when it is merged: one sentence of Markdown. */
  readonly effect: string;
}
