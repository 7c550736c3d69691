import type { ConfigurationRead } from '../domain/access/configuration.ts';
import { fault } from '../domain/finding.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Tree } from '../ports/github.ts';

const folder = '.github';
export const configurationPath = `${folder}/clusterops.yml`;

/** The configuration as a commit has it, with its text. */
export async function configurationAt(
  tree: Pick<Tree, 'files' | 'configurationOf'>,
  repository: RepositoryRef,
  sha: string,
): Promise<{ readonly read: ConfigurationRead; readonly text: string }> {
  const { files, unread } = await tree.files(repository, sha, folder, (each) => each === configurationPath);
  const [file] = files;
  if (file !== undefined) return { read: await tree.configurationOf(repository, file.content), text: file.content };
  const [left] = unread;
  if (left === undefined) return { read: { state: 'absent' }, text: '' };
  const message = `The configuration cannot be used: ${left.why}.`;
  const findings = [fault('configuration/syntax', message, { place: { path: configurationPath, line: 1 } })];
  return { read: { state: 'invalid', findings }, text: '' };
}
