import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { decidedOtherwise, type PastRequest } from '../domain/access/decided-otherwise.ts';
import { teamsNamed } from '../domain/access/teams.ts';
import { parseComment } from '../domain/command/parse.ts';
import type { Finding } from '../domain/finding.ts';
import type { Person, RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangedPath, Permissions, Pulls, Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import type { Teams } from '../ports/teams.ts';
import { signedRequest } from './adopt-pull.ts';
import { configurationAt, configurationPath as path } from './configuration-at.ts';

interface Needs {
  readonly tree: Tree;
  readonly pulls: Pulls;
  readonly permissions: Permissions;
  readonly teams: Teams;
  readonly signer: Signer;
  readonly commandPrefix: string;
  readonly clock: Clock;
}

/** What a changed configuration comes to. */
export interface ConfigurationChecked {
  readonly path: string;
  readonly findings: readonly Finding[];
  /** One sentence of what would change. */
  readonly said: string;
}

export type CheckConfiguration = (
  repository: RepositoryRef,
  headSha: string,
  changed: readonly ChangedPath[],
  before: ConfigurationRead,
) => Promise<ConfigurationChecked | undefined>;

const mostRequests = 50;

/**
 * Reads the configuration as a commit has it, where the commit changes it, and holds the last requests of the repository
 * against it. Nothing is ever decided by it before it is merged.
 */
export function createCheckConfiguration(needs: Needs): CheckConfiguration {
  const pastRequests = async (repository: RepositoryRef, named: readonly string[]): Promise<readonly PastRequest[]> => {
    const pulls = (await needs.pulls.ours(repository)).toSorted((left, right) => right.number - left.number);
    const requests = pulls
      .flatMap((pull) => {
        const request = signedRequest(needs.signer, repository, pull);
        return request === undefined ? [] : [{ pull: pull.number, request }];
      })
      .slice(0, mostRequests);
    const members = new Map<number, Pick<PastRequest, 'permission' | 'teams'>>();
    const memberOf = async (person: Person) => {
      const teams = await needs.teams.of(repository, person, named);
      return {
        permission: await needs.permissions.of(repository, person),
        teams: teams.state === 'read' ? teams.teams : [],
      };
    };
    const past: PastRequest[] = [];
    for (const { pull, request } of requests) {
      const { asker } = request;
      const member = members.get(asker.id) ?? (await memberOf(asker));
      members.set(asker.id, member);
      const lines = parseComment(request.commands.join('\n'), { prefix: needs.commandPrefix });
      past.push({ pull, request, ...member, lines: lines.filter((line) => line.kind === 'command') });
    }
    return past;
  };

  /** Teams that GitHub does not show, each where the file first names it. */
  const unresolvedTeams = async (repository: RepositoryRef, after: ConfigurationRead, text: string) => {
    const named = teamsNamed(after);
    const teams = await needs.teams.of(repository, { id: 0, login: '' }, named);
    if (teams.state === 'read') return [];
    const lines = text.split('\n');
    return teams.findings.map((finding): Finding => {
      const team = named.find((each) => finding.message.includes(`"${each}"`)) ?? '';
      return { ...finding, place: { path, line: lines.findIndex((line) => line.includes(team)) + 1 || 1 } };
    });
  };

  return async (repository, headSha, changed, before) => {
    if (!changed.some((each) => each.path === path || each.previousPath === path)) return undefined;
    const { read: after, text } = await configurationAt(needs.tree, repository, headSha);
    if (after.state === 'invalid') return { path, findings: after.findings, said: '' };
    const unresolved = await unresolvedTeams(repository, after, text);
    if (unresolved.length > 0) return { path, findings: unresolved, said: '' };
    if (before.state === 'invalid') {
      const said = 'The configuration of the default branch cannot be used, so nothing can be compared with it.';
      return { path, findings: [], said };
    }
    const named = [...new Set([...teamsNamed(before), ...teamsNamed(after)])];
    const past = await pastRequests(repository, named);
    const findings = decidedOtherwise(past, before, after, needs.clock.now());
    const said = `Of the last ${past.length} requests, given now and by whoever gave them, ${findings.length} would be decided otherwise than under the configuration of the default branch. Quotas are not held against them.`;
    return { path, findings, said };
  };
}
