import type { Account, App, Repository } from './state/model.ts';
import type { Store } from './state/store.ts';

/** Something that happened, for whoever subscribed. The payload is a snapshot: what it says never changes. */
export interface HookEvent {
  readonly event: string;
  readonly action?: string;
  readonly sender: Account;
  readonly repository?: Repository;
  /** Without `action`, `repository`, `organization`, `sender`, `installation`, which every payload gets. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Goes to this App only (its own check runs and suites, installations, pings). */
  readonly only?: App;
}

/** What every part of the sandbox works on. */
export interface World {
  readonly store: Store;
  readonly now: () => number;
  /** Where the bare repositories lie. */
  readonly folder: string;
  /** Base address, `http://127.0.0.1:<port>`; filled in once the server listens. */
  readonly site: { url: string };
  readonly publish: (event: HookEvent) => void;
  /** Sizes at which GitHub cuts its answers short; smaller ones make a test's repository small. */
  readonly limits: { treeEntries: number; blobText: number; contents: number };
}

export type Json = Readonly<Record<string, unknown>>;

/** GitHub's times: seconds, UTC. */
export function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

export function isoOrNull(time: number | undefined): string | null {
  return time === undefined ? null : iso(time);
}

export const apiUrl = (world: World): string => `${world.site.url}/api/v3`;
export const repositoryApiUrl = (world: World, repository: Repository): string =>
  `${apiUrl(world)}/repos/${fullName(repository)}`;
export const repositoryWebUrl = (world: World, repository: Repository): string =>
  `${world.site.url}/${fullName(repository)}`;
export const fullName = (repository: Repository): string => `${repository.owner.login}/${repository.name}`;
