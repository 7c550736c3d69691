import { changedSubject, createdSubjects } from '../domain/access/after-command.ts';
import type { Configuration } from '../domain/access/configuration.ts';
import type { Fleet } from '../domain/access/quotas.ts';
import { type Subject, subjectOfRow, subjectOfSpec } from '../domain/access/subject.ts';
import { clusterFolder } from '../domain/cluster/names.ts';
import type { Request } from '../domain/cluster/request.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { commandNamed } from '../domain/command/table.ts';
import type { Finding } from '../domain/finding.ts';
import { isManifestFile } from '../domain/manifests/validate/folder.ts';
import { AppError } from '../errors.ts';
import type { Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';
import type { Occasion } from './handle-command.ts';

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
export function createAskPolicy({ tree, signer }: { readonly tree: Tree; readonly signer: Signer }): AskPolicy {
  const openRequests = ({ job, facts }: Occasion): readonly { pull: number; request: Request }[] =>
    facts.openPulls.flatMap((pull) => {
      const request = signedRequest(signer, job.repository, pull);
      return request === undefined ? [] : [{ pull: pull.number, request }];
    });

  const standing = async (name: string, line: ParsedCommand, occasion: Occasion, configuration: Configuration) => {
    const { job, facts } = occasion;
    if (facts.clustersTree === undefined) return { name };
    const { folder } = configuration.clusters;
    const own = `${clusterFolder(folder, name)}/`;
    const look = async (only: (path: string) => boolean): Promise<Subject> => {
      const { files } = await tree.filesOf(job.repository, facts.clustersTree ?? '', folder, only);
      return changedSubject(name, files, line.arguments, configuration, line.name);
    };
    const usual = await look((path) => path.startsWith(own));
    return usual.environment === undefined ? await look(isManifestFile) : usual;
  };

  const subjectsOf = async (line: ParsedCommand, occasion: Occasion, configuration: Configuration) => {
    const { name } = line.arguments;
    if (line.name === 'create-cluster') return createdSubjects(line.arguments, configuration, occasion.job.issue);
    const about = commandNamed(line.name)?.positionals.some(({ key }) => key === 'name') === true;
    const subjects =
      about && typeof name === 'string'
        ? [await standing(name, line, occasion, configuration)]
        : openRequests(occasion)
            .filter(({ pull, request }) => pull === occasion.job.issue || request.issue === occasion.job.issue)
            .flatMap(({ request }) =>
              request.clusters.map(({ spec }) => subjectOfSpec(spec, configuration.environments)),
            );
    return { ok: true, value: subjects, notes: [] } as const;
  };

  const fleetOf = async (occasion: Occasion, configuration: Configuration): Promise<Fleet> => {
    const { job, facts } = occasion;
    const { environments, clusters } = configuration;
    if (facts.clusterFolders === undefined) return 'unread';
    const asked = openRequests(occasion).flatMap(({ request }) =>
      request.kind === 'delete-cluster' ? [] : request.clusters.map(({ spec }) => subjectOfSpec(spec, environments)),
    );
    if (facts.clustersTree === undefined) return asked;
    try {
      const read = await tree.filesOf(job.repository, facts.clustersTree, clusters.folder, isManifestFile);
      if (read.unread.length > 0) return 'unread';
      const rows = clusterRows(read.files, clusters.folder);
      const described = new Set(rows.map(({ folder }) => folder));
      // A folder whose files nobody can read holds a cluster all the same.
      const silent = facts.clusterFolders.filter((folder) => !described.has(folder)).map((name) => ({ name }));
      return larger([...rows.map((row) => subjectOfRow(row, environments)), ...silent, ...asked]);
    } catch (error) {
      if (error instanceof AppError && error.code === 'github/refused') return 'unread';
      throw error;
    }
  };

  return async (line, occasion, before) => {
    const { configuration: read } = occasion.facts;
    if (read.state !== 'read' || commandNamed(line.name)?.writes !== true) return {};
    const { configuration } = read;
    const { rules, quotas, names, machineTypes, versions } = configuration.policy;
    const isAsked = rules.length > 0 || quotas.length > 0 || [names, machineTypes, versions].some(Boolean);
    if (!isAsked) return {};
    const subjects = await subjectsOf(line, occasion, configuration);
    if (!subjects.ok) return { findings: subjects.findings };
    if (quotas.length === 0) return { subjects: subjects.value };
    const fleet = await fleetOf(occasion, configuration);
    return { subjects: subjects.value, fleet: fleet === 'unread' ? fleet : larger([...fleet, ...before]) };
  };
}

const machinesOf = ({ controlPlane = 0, workers = 0 }: Subject): number => controlPlane + workers;

/** Each cluster once, with the larger of the sizes that the base branch and open requests give it; the base comes first. */
function larger(subjects: readonly Subject[]): readonly Subject[] {
  const byName = new Map<string, Subject>();
  for (const subject of subjects) {
    const known = byName.get(subject.name);
    if (known === undefined) byName.set(subject.name, subject);
    else if (machinesOf(subject) > machinesOf(known)) byName.set(subject.name, { ...subject, ...placeOf(known) });
  }
  return [...byName.values()];
}

/** Where a cluster is does not change, and only its own files have the label. */
const placeOf = ({ environment }: Subject) => (environment === undefined ? {} : { environment });
