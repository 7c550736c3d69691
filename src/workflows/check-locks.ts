import { clusterRows } from '../domain/cluster/rows.ts';
import type { FileContent } from '../domain/cluster/spec.ts';
import type { Finding } from '../domain/finding.ts';
import { lockFinding, names } from '../domain/locks/findings.ts';
import { lockAgainst } from '../domain/locks/lock.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ChangedPath, PullSummary, Pulls } from '../ports/github.ts';
import type { KeptIssues } from '../ports/kept-issues.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import { openRequests, readLockBook } from './lock-book.ts';

/** What a pull request, or a merge group where there is none, changes. */
export interface Touched {
  readonly repository: RepositoryRef;
  readonly pull: PullSummary | undefined;
  readonly clustersFolder: string;
  readonly changed: readonly ChangedPath[];
  /** Files of clusters that are judged: also those that are built from something that changed. */
  readonly files: readonly FileContent[];
}

export type CheckLocks = (touched: Touched) => Promise<readonly Finding[]>;

/**
 * What keeps a pull request from changing the clusters that it touches: locks of others than who asked for it, or opened it. Of a
 * merge group nobody knows whose it is: there the owner's open request for the cluster counts.
 */
export function createCheckLocks(needs: {
  readonly lockIssues: KeptIssues;
  readonly pulls: Pulls;
  readonly signer: Signer;
}): CheckLocks {
  return async ({ repository, pull, clustersFolder, changed, files }) => {
    const folders = changed
      .flatMap(({ path, previousPath }) => [path, previousPath ?? path])
      .filter((path) => path.startsWith(`${clustersFolder}/`))
      .map((path) => path.slice(clustersFolder.length + 1).split('/', 1)[0] ?? '');
    const touched = [...new Set([...folders, ...clusterRows(files, clustersFolder).map(({ name }) => name)])];
    if (touched.length === 0) return [];
    const book = readLockBook(needs.signer, repository.id, await needs.lockIssues.read(repository));
    if (book.state === 'unreadable') return [lockFinding(book, '', undefined)].filter((each) => each !== undefined);

    const request = pull?.own === true ? signedRequest(needs.signer, repository, pull) : undefined;
    const locked = touched.filter((name) => lockAgainst(book.locks, name, undefined) !== undefined);
    const queued =
      pull === undefined && locked.length > 0
        ? openRequests(needs.signer, repository, await needs.pulls.ours(repository))
        : [];
    return locked.flatMap((name) => {
      const owner = queued.find((each) => names(each.request).includes(name))?.request.asker;
      return lockFinding(book, name, (request?.asker ?? pull?.author ?? owner)?.id) ?? [];
    });
  };
}
