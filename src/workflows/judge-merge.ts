import type { Configuration } from '../domain/access/configuration.ts';
import type { DeleteRequest } from '../domain/cluster/request.ts';
import type { Confirmation } from '../domain/deletion/confirmation.ts';
import { isProtected } from '../domain/deletion/protected.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { AppError } from '../errors.ts';
import type { Commits, PullSummary, Tree } from '../ports/github.ts';
import type { Reviews } from '../ports/reviews.ts';
import type { CheckPolicy } from './check-policy.ts';
import { configurationAt, configurationPath } from './configuration-at.ts';

interface Needs {
  readonly tree: Tree;
  readonly commits: Commits;
  readonly reviews: Reviews;
  readonly checkPolicy: CheckPolicy;
  readonly defaultConfiguration: Configuration;
}

export interface MergeToJudge {
  readonly pull: PullSummary;
  readonly confirmation: Confirmation;
}

export interface JudgedMerge {
  /** What Plan must have said, and does not hold: nothing may be deleted then. */
  readonly findings: readonly Finding[];
  /** The configuration that it was judged by; absent where it cannot be used. */
  readonly configuration?: Configuration;
}

export type JudgeMerge = (request: DeleteRequest, merge: MergeToJudge) => Promise<JudgedMerge>;

/** GitHub lists no more paths of a pull request than these. */
const mostPaths = 3_000;

/**
 * Whether Plan let a delete request be merged: by the configuration of the commit that it was merged as, the reviews given until then
 * and the time of the merge. So it comes to the same whenever it is asked. Throws where one of them cannot be read.
 */
export function createJudgeMerge(needs: Needs): JudgeMerge {
  const { tree, commits, reviews, checkPolicy } = needs;
  return async (request, { pull, confirmation }) => {
    const { repository, clusters } = request;
    const { mergeSha, closedAt: mergedAt } = pull;
    if (mergeSha === undefined || mergedAt === undefined)
      throw new AppError('github/unavailable', 'the merge of a deletion could not be read');
    const changed = await tree.changed(repository, pull.number);
    // Whoever merges around Plan could else bring along the rules that allow it.
    const isSetting = changed.some(({ path, previousPath }) => [path, previousPath].includes(configurationPath));
    if (isSetting || changed.length >= mostPaths)
      return {
        findings: [
          fault('deletion/with-others', `#${pull.number} does more than delete clusters`, { refersTo: pull.number }),
        ],
      };
    const { read } = await configurationAt(tree, repository, mergeSha);
    if (read.state === 'invalid') return { findings: read.findings };
    const configuration = read.state === 'read' ? read.configuration : needs.defaultConfiguration;
    const { deletion } = configuration;
    const findings: Finding[] = clusters
      .filter(({ spec }) => isProtected(spec.name, deletion.protected))
      .map(({ spec }) => fault('deletion/protected', `the cluster ${spec.name} is protected from deletion`));
    if (deletion.secondPerson && confirmation.by.id === request.asker.id)
      findings.push(
        fault('deletion/second-person', `${request.asker.login} asked for the deletion and confirmed it, too`),
      );
    let told = true;
    const policy = await checkPolicy({
      ...{ repository, pull, configuration, mergedAt, files: [], pushed: false },
      changed: changed.filter(({ path }) => clusters.some(({ folder }) => path.startsWith(`${folder}/`))),
      before: async (folder, only) => {
        // Others may have pushed onto it since; its first commit takes the folder out.
        const [first] = await reviews.commits(repository, pull.number);
        const sha = first === undefined ? undefined : (await commits.read(repository, first.sha))?.parent;
        if (sha === undefined) throw new AppError('github/unavailable', 'what a deletion took away could not be read');
        const read = await tree.files(repository, sha, folder, only);
        told = clusters.every((each) => read.files.some(({ path }) => path.startsWith(`${each.folder}/`)));
        return { folder, ...read };
      },
    });
    // Rules may be about what only the files say.
    if (!told) findings.push(fault('deletion/with-others', 'what was taken out of Git cannot be told any more'));
    return { findings: [...findings, ...policy.findings], configuration };
  };
}
