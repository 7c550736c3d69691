import type { Route } from '../http/call.ts';
import { appRoutes } from './app.ts';
import { checkRoutes } from './checks.ts';
import { commentRoutes } from './comments.ts';
import { contentRoutes } from './contents.ts';
import { gitRoutes } from './git.ts';
import { issueRoutes } from './issues.ts';
import { pullRoutes } from './pulls.ts';
import { repositoryRoutes } from './repositories.ts';

/** All of REST. Order matters where a parameter could swallow a word: `issues/comments` before `issues/{number}`. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...repositoryRoutes,
  ...commentRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...checkRoutes,
  ...gitRoutes,
  ...contentRoutes,
];
