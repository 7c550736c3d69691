import { changedSubject, createdSubjects, subjectAfter } from '../domain/access/after-command.ts';
import type { Configuration } from '../domain/access/configuration.ts';
import type { Fleet } from '../domain/access/quotas.ts';
import { type Subject, subjectOfSpec } from '../domain/access/subject.ts';
import { clusterFolder } from '../domain/cluster/names.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { commandNamed } from '../domain/command/table.ts';
import { chosenAmong } from '../domain/edits/edit-cluster.ts';
import type { Finding, Outcome } from '../domain/finding.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import type { Occasion } from './handle-command.ts';
import { openRequests } from './lock-book.ts';
import { larger, readFleet } from './read-fleet.ts';
import type { ReadStanding } from './read-standing.ts';
import type { SelectClusters } from './select-clusters.ts';

/** What a policy has to know of a command beside who gives it. */
export type PolicyFacts =
  | { readonly subjects?: readonly Subject[]; readonly fleet?: Fleet }
  /** The command cannot be carried out, whoever gives it. */
  | { readonly findings: readonly Finding[] };

export type AskPolicy = (line: ParsedCommand, occasion: Occasion, before: readonly Subject[]) => Promise<PolicyFacts>;

/**
 * Finds out which clusters a command is about and, for quotas, what stands: on the base branch, in open requests, and by the
 * commands before it in the same comment. Reads nothing where the policy asks for nothing.
 */
export function createAskPolicy(needs: {
  readonly tree: Tree;
  readonly signer: Signer;
  readonly readStanding: ReadStanding;
  readonly selectClusters: SelectClusters;
}): AskPolicy {
  const { tree, signer, readStanding, selectClusters } = needs;
  const standing = async (name: string, line: ParsedCommand, occasion: Occasion, configuration: Configuration) => {
    const { job, facts } = occasion;
    if (facts.clustersTree === undefined) return { name };
    const { folder } = configuration.clusters;
    const own = `${clusterFolder(folder, name)}/`;
    const look = async (only: (path: string) => boolean): Promise<Subject> => {
      const { files } = await tree.filesOf(job.repository, facts.clustersTree ?? '', folder, only, facts.baseSha);
      return changedSubject(name, files, line.arguments, configuration, line.name);
    };
    const usual = await look((path) => path.startsWith(own));
    return usual.environment === undefined ? await look(isManifestFile) : usual;
  };

  const selected = async (selector: string, line: ParsedCommand, occasion: Occasion, configuration: Configuration) => {
    const { job, facts } = occasion;
    const outcome = await selectClusters(selector, occasion, configuration);
    if (!outcome.ok) return outcome;
    const { folder } = configuration.clusters;
    const { files } = await tree.filesOf(job.repository, facts.clustersTree ?? '', folder, isManifestFile);
    const subjects = chosenAmong(outcome.value, files, folder).map((chosen) =>
      subjectAfter(chosen, line.arguments, configuration, line.name),
    );
    return { ...outcome, value: subjects };
  };

  const subjectsOf = async (
    line: ParsedCommand,
    occasion: Occasion,
    configuration: Configuration,
  ): Promise<Outcome<readonly Subject[]>> => {
    const { name, selector } = line.arguments;
    if (typeof selector === 'string') return selected(selector, line, occasion, configuration);
    if (line.name === 'create-cluster') return createdSubjects(line.arguments, configuration, occasion.job.issue);
    const about = commandNamed(line.name)?.positionals.some(({ key }) => key === 'name') === true;
    const subjects =
      about && typeof name === 'string'
        ? [await standing(name, line, occasion, configuration)]
        : openRequests(signer, occasion.job.repository, occasion.facts.openPulls)
            .filter(({ pull, request }) => pull === occasion.job.issue || request.issue === occasion.job.issue)
            .flatMap(({ request }) =>
              request.clusters.map(({ spec }) => subjectOfSpec(spec, configuration.environments)),
            );
    return { ok: true, value: subjects, notes: [] };
  };

  return async (line, occasion, before) => {
    const { configuration: read } = occasion.facts;
    if (read.state !== 'read' || commandNamed(line.name)?.writes !== true) return {};
    const { configuration } = read;
    const { rules, quotas, approvals, names, machineTypes, versions } = configuration.policy;
    const isAsked =
      [rules, quotas, approvals].some(({ length }) => length > 0) || [names, machineTypes, versions].some(Boolean);
    if (!isAsked) return {};
    const subjects = await subjectsOf(line, occasion, configuration);
    if (!subjects.ok) return { findings: subjects.findings };
    if (quotas.length === 0) return { subjects: subjects.value };
    const { job, facts } = occasion;
    const open = openRequests(signer, job.repository, facts.openPulls);
    const fleet = await readFleet(readStanding, job.repository, facts, open, configuration);
    return { subjects: subjects.value, fleet: fleet === 'unread' ? fleet : larger([...fleet, ...before]) };
  };
}
