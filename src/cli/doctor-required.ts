import { defaultConfiguration } from '../domain/access/default-configuration.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { BranchRules, ReadBranchRules } from '../github/branch-rules.ts';
import type { History, Tree } from '../ports/github.ts';
import type { Recovery } from '../ports/recovery.ts';
import type { Served } from '../ports/served.ts';
import { type Examined, examine } from './examine.ts';

interface Needs {
  readonly appId: number;
  readonly recovery: Pick<Recovery, 'repositories'>;
  readonly tree: Pick<Tree, 'configuration'>;
  readonly history: Pick<History, 'treeOf'>;
  readonly branchRules: ReadBranchRules;
  readonly served: Served;
}

const check = 'ClusterOps / Plan';

/**
 * Whether Plan must pass before anything is merged into the default branch of each served repository that has clusters or a
 * configuration: what was merged around it was never looked at.
 */
export async function checkRequired(needs: Needs): Promise<readonly Examined[]> {
  const found: Examined[] = [];
  const all = await examine('repositories', 'Run doctor again.', async () => {
    for (const { ownerId, ...repository } of await needs.recovery.repositories()) {
      if (!(await needs.served.admits(repository, ownerId))) continue;
      const what = `Plan on ${repository.owner}/${repository.name}`;
      found.push(...(await examine(what, 'Run doctor again.', () => ofRepository(needs, repository, what))));
    }
    return [];
  });
  return [...found, ...all];
}

async function ofRepository(needs: Needs, repository: RepositoryRef, what: string): Promise<readonly Examined[]> {
  const { defaultBranch: branch, headSha, read } = await needs.tree.configuration(repository);
  if (headSha === undefined) return [];
  if (read.state === 'absent') {
    const clusters = await needs.history.treeOf(repository, headSha, defaultConfiguration.clusters.folder);
    if (clusters === undefined) return [];
  }
  const rules = await needs.branchRules(repository, branch);
  const judged = judge(rules, branch, needs.appId);
  const isPosted = read.state === 'invalid' || (read.state === 'read' && read.configuration.checks.required);
  if (isPosted || !rules.required.some(({ name }) => name === check)) return [{ what, ...judged }];
  return [
    { what, ...judged },
    {
      what,
      state: 'warning',
      detail: 'a pull request that touches no cluster waits for it for ever',
      cure: 'Set checks.required: true in .github/clusterops.yml: it is then posted on every pull request.',
    },
  ];
}

const cure = `Require the check "${check}", with this App as its source, in a ruleset or the branch protection of the repository.`;

function judge({ required, unseen }: BranchRules, branch: string, appId: number): Omit<Examined, 'what'> {
  const plans = required.filter(({ name }) => name === check);
  const [ours] = plans.filter((each) => each.appId === appId);
  const [foreign] = plans.filter((each) => each.appId !== undefined && each.appId !== appId);
  if (foreign !== undefined) {
    const detail = `${foreign.by} requires it on ${branch} of another App (${foreign.appId}): what this one says counts for nothing`;
    return { state: 'failed', detail, cure };
  }
  const hidden = unseen.length === 0 ? '' : `; ${unseen.join(' and ')} could not be seen`;
  if (ours !== undefined) {
    // Who may bypass a ruleset is shown to those only who may change it.
    const bypass = ours.by.startsWith('a ruleset') ? '; who may bypass that cannot be seen' : '';
    return { state: 'ok', detail: `required on ${branch} by ${ours.by}${bypass}` };
  }
  if (plans[0] !== undefined) {
    const detail = `required on ${branch} by ${plans[0].by}, from any source: whoever may write statuses can report it`;
    return { state: 'warning', detail, cure };
  }
  if (unseen.length > 0)
    return { state: 'not checked', detail: `nothing that can be seen requires it on ${branch}${hidden}`, cure };
  return { state: 'failed', detail: `not required on ${branch}: what it refuses can be merged all the same`, cure };
}
