import type { GitRepository } from './repository.ts';
import { entryAt } from './trees.ts';

/** Commit (or tag, tree, blob) that a full or short oid, branch, tag, full ref name or HEAD stands for. */
export async function resolveRevision(
  git: GitRepository,
  revision: string,
  defaultBranch: string,
): Promise<string | undefined> {
  if (revision === '' || revision === 'HEAD') return git.refs.read(`refs/heads/${defaultBranch}`);
  const { refs } = git;
  const named =
    refs.read(`refs/heads/${revision}`) ??
    refs.read(`refs/tags/${revision}`) ??
    refs.read(revision) ??
    refs.read(`refs/${revision}`);
  if (named) return peel(git, named);
  if (/^[0-9a-f]{40}$/.test(revision)) return (await git.objects.read(revision)) ? revision : undefined;
  return undefined;
}

async function peel(git: GitRepository, oid: string): Promise<string> {
  const object = await git.objects.read(oid);
  if (object?.type !== 'tag') return oid;
  return /^object ([0-9a-f]{40})/.exec(object.bytes.toString('utf8', 0, 64))?.[1] ?? oid;
}

/** What `<revision>` or `<revision>:<path>` names, with its mode when it was found in a tree. */
export async function resolveExpression(
  git: GitRepository,
  expression: string,
  defaultBranch: string,
): Promise<{ readonly oid: string; readonly mode?: string } | undefined> {
  const colon = expression.indexOf(':');
  const revision = colon < 0 ? expression : expression.slice(0, colon);
  const oid = await resolveRevision(git, revision, defaultBranch);
  if (!oid || colon < 0) return oid ? { oid } : undefined;
  const root = (await git.objects.commit(oid))?.tree ?? oid;
  const entry = await entryAt(git.objects, root, expression.slice(colon + 1));
  return entry && { oid: entry.oid, mode: entry.mode };
}
