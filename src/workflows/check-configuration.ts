import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { decidedOtherwise, type PastRequest } from '../domain/access/decided-otherwise.ts';
import { parseComment } from '../domain/command/parse.ts';
import { type Finding, fault } from '../domain/finding.ts';
import type { Permission, RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChangedPath, Permissions, Pulls, Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { signedRequest } from './adopt-pull.ts';

interface Needs {
  readonly tree: Tree;
  readonly pulls: Pulls;
  readonly permissions: Permissions;
  readonly signer: Signer;
  readonly decodeConfiguration: (text: string) => ConfigurationRead;
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

const folder = '.github';
const path = `${folder}/clusterops.yml`;
const mostRequests = 50;

/**
 * Reads the configuration as a commit has it, where the commit changes it, and holds the last requests of the repository
 * against it. Nothing is ever decided by it before it is merged.
 */
export function createCheckConfiguration(needs: Needs): CheckConfiguration {
  const readAt = async (repository: RepositoryRef, sha: string): Promise<ConfigurationRead> => {
    const { files, unread } = await needs.tree.files(repository, sha, folder, (each) => each === path);
    const [file] = files;
    if (file !== undefined) return needs.decodeConfiguration(file.content);
    const [left] = unread;
    if (left === undefined) return { state: 'absent' };
    const message = `The configuration cannot be used: ${left.why}.`;
    return { state: 'invalid', findings: [fault('configuration/syntax', message, { place: { path, line: 1 } })] };
  };

  const pastRequests = async (repository: RepositoryRef): Promise<readonly PastRequest[]> => {
    const pulls = (await needs.pulls.ours(repository)).toSorted((left, right) => right.number - left.number);
    const requests = pulls
      .flatMap((pull) => {
        const request = signedRequest(needs.signer, repository, pull);
        return request === undefined ? [] : [{ pull: pull.number, request }];
      })
      .slice(0, mostRequests);
    const permissions = new Map<number, Permission>();
    const past: PastRequest[] = [];
    for (const { pull, request } of requests) {
      const { asker } = request;
      const permission = permissions.get(asker.id) ?? (await needs.permissions.of(repository, asker));
      permissions.set(asker.id, permission);
      const lines = parseComment(request.commands.join('\n'), { prefix: needs.commandPrefix });
      past.push({ pull, request, permission, lines: lines.filter((line) => line.kind === 'command') });
    }
    return past;
  };

  return async (repository, headSha, changed, before) => {
    if (!changed.some((each) => each.path === path || each.previousPath === path)) return undefined;
    const after = await readAt(repository, headSha);
    if (after.state === 'invalid') return { path, findings: after.findings, said: '' };
    if (before.state === 'invalid') {
      const said = 'The configuration of the default branch cannot be used, so nothing can be compared with it.';
      return { path, findings: [], said };
    }
    const past = await pastRequests(repository);
    const findings = decidedOtherwise(past, before, after, needs.clock.now());
    const said = `Of the last ${past.length} requests, given now and by whoever gave them, ${findings.length} would be decided otherwise than under the configuration of the default branch. Quotas are not held against them.`;
    return { path, findings, said };
  };
}
