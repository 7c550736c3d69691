import type { Configuration } from '../../access/configuration.ts';
import type { ClusterSpec, FileContent, ObjectRef } from '../../cluster/spec.ts';
import type { Finding, Outcome } from '../../finding.ts';
import type { Part } from '../manifest.ts';

/** The repository's files on the base branch, as far as a packaging asked for them by `reads`. */
export type RepositoryFiles = ReadonlyMap<string, string>;

export interface PackagingInput {
  readonly spec: ClusterSpec;
  readonly configuration: Configuration;
  /** Folder of the cluster. */
  readonly folder: string;
  /** The objects, as they are to be in the management cluster. */
  readonly parts: readonly Part[];
  readonly repository: RepositoryFiles;
}

export interface Packaged {
  readonly files: readonly FileContent[];
  /** The objects that an engine makes of the files. */
  readonly objects: readonly ObjectRef[];
  readonly notes: readonly Finding[];
}

/** A form in which a cluster's objects are committed. */
export interface PackagingForm {
  /** Folders or files of the repository that must be at hand to pack a cluster. */
  readonly reads: (spec: ClusterSpec, configuration: Configuration) => readonly string[];
  /** Whether packing looks into a file of what it reads; into every one when left out. */
  readonly looksInto?: (path: string, configuration: Configuration) => boolean;
  /** Folders beside the cluster's own in which files may be written. */
  readonly writes: (spec: ClusterSpec, configuration: Configuration) => readonly string[];
  /** What must exist beforehand because of this form, as `Flavor.prerequisites` says for the provider. */
  readonly prerequisites?: (spec: ClusterSpec, configuration: Configuration) => readonly string[];
  readonly pack: (input: PackagingInput) => Outcome<Packaged>;
}
