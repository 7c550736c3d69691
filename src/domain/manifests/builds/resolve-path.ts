/** Where a path that a build names leads. */
export type Resolved =
  | { readonly state: 'inside'; readonly path: string }
  | { readonly state: 'remote' }
  | { readonly state: 'outside' };

/**
 * Where `text`, written in a file of `folder`, leads in the repository. Whatever kustomize or Helm could take for an address is
 * remote, whether or not a file of that name exists: a scheme, `user@host:path`, `github.com/…`, `gh:`, a query, `_git/` and `.git`
 * (kustomize's NewRepoSpecFromURL, in the spellings of its versions since 5.0). Absolute paths and those that leave are outside.
 */
export function resolvePath(folder: string, text: string): Resolved {
  if (
    /[:@?\\]|\p{Cc}|\.git($|\/)/u.test(text) ||
    /(^|\/)_git(\/|$)/.test(text) ||
    /^(github\.com|gh)[/:]/i.test(text)
  ) {
    return { state: 'remote' };
  }
  if (text.startsWith('/') || text.startsWith('~')) return { state: 'outside' };
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return { state: 'outside' };
  }
  return { state: 'inside', path: parts.join('/') };
}

/** The folder in which a path stands; empty for the root. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The folders that a path stands in, from the outermost; without the root. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether a path is a folder or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
