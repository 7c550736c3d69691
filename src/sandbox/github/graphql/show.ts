import { rollupView, suiteView } from './check-view.ts';
import { commitView, objectView, refView } from './git-view.ts';
import { pullView } from './issue-view.ts';
import { repositoryView } from './repository-view.ts';
import type { Asker, Context } from './view.ts';

/** Ties the views together for one request. */
export function createContext(asker: Asker): Context {
  const context: Context = {
    ...asker,
    show: {
      repository: (repository) => repositoryView(context, repository),
      object: (repository, oid) => objectView(context, repository, oid),
      commit: (repository, commit) => commitView(context, repository, commit),
      ref: (repository, name, oid) => refView(context, repository, name, oid),
      pull: (issue) => pullView(context, issue),
      suite: (suite) => suiteView(context, suite),
      rollup: (repository, sha) => rollupView(context, repository, sha),
    },
  };
  return context;
}
