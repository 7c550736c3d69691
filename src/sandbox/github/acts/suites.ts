import { briefSuiteJson } from '../json/check.ts';
import { simpleCommitJson } from '../json/commit.ts';
import type { Account, App, CheckSuite, Repository } from '../state/model.ts';
import { encodeNodeId } from '../state/node-id.ts';
import { addSuite, installationsOf, suitesOf } from '../state/store.ts';
import type { World } from '../world.ts';
import { hasPermission } from './access.ts';

/** The suite that an App's runs of a commit belong to; made when there is none. */
export function ensureSuite(
  world: World,
  repository: Repository,
  app: App,
  headSha: string,
  branch: string | undefined,
  before: string | undefined,
): CheckSuite {
  const known = suitesOf(world.store, repository, headSha).find((suite) => suite.app === app);
  if (known) return known;
  const id = world.store.id('suite');
  const at = world.now();
  const suite: CheckSuite = {
    id,
    nodeId: encodeNodeId('CS', repository.id, id),
    repository,
    app,
    headSha,
    headBranch: branch,
    before,
    createdAt: at,
    updatedAt: at,
    runs: [],
  };
  addSuite(world.store, suite);
  return suite;
}

/** A push makes a suite for every App that may write checks, and asks it for runs. */
export async function requestSuites(
  world: World,
  repository: Repository,
  branch: string,
  before: string | undefined,
  after: string,
  sender: Account,
): Promise<void> {
  for (const installation of installationsOf(world.store, repository)) {
    if (!hasPermission(installation.permissions, 'checks', 'write')) continue;
    if (suitesOf(world.store, repository, after).some((suite) => suite.app === installation.app)) continue;
    const suite = ensureSuite(world, repository, installation.app, after, branch, before);
    await publishSuite(world, suite, 'requested', sender);
  }
}

export async function publishSuite(world: World, suite: CheckSuite, action: string, sender: Account): Promise<void> {
  const head = await suite.repository.git.objects.commit(suite.headSha);
  if (!head) return;
  const payload = {
    check_suite: {
      ...briefSuiteJson(world, suite),
      rerequestable: true,
      runs_rerequestable: true,
      latest_check_runs_count: suite.runs.length,
      check_runs_url: `${briefSuiteJson(world, suite).url}/check-runs`,
      head_commit: simpleCommitJson(head),
    },
  };
  const { repository, app } = suite;
  const own = action === 'completed' ? {} : { only: app };
  world.publish({ event: 'check_suite', action, sender, repository, payload, ...own });
}
