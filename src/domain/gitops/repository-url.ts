/** GitHub serves Git over SSH on the HTTPS port under another host name. */
const aliases: Readonly<Record<string, string>> = { 'ssh.github.com': 'github.com', 'www.github.com': 'github.com' };

/** An address of a repository over HTTPS or SSH, without credentials. */
export const repositoryUrlForm =
  /^(?:https:\/\/[^\s/@]{1,253}\/|ssh:\/\/git@[^\s/@]{1,253}\/|git@[A-Za-z0-9.-]{1,253}:)[^\s@]{1,500}$/;

/**
 * A repository's address without what does not tell repositories apart: scheme, user, standard port, `.git`, slashes at the
 * end and case. `https://github.com/Org/Repo.git`, `git@github.com:org/repo` and `ssh://git@github.com:22/org/repo/` are equal.
 */
export function normalizeRepositoryUrl(url: string): string {
  const text = url.trim().toLowerCase();
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)([^\s]+)$/.exec(text);
  const full = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/\s]*@)?([^/\s]+)\/([^\s?#]+)/.exec(text);
  const [, host, path] = full ?? scp ?? [];
  if (host === undefined || path === undefined) return text;
  const bare = host.replace(/:(?:22|80|443|9418)$/, '');
  return `${aliases[bare] ?? bare}/${path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')}`;
}

export function sameRepository(a: string, b: string): boolean {
  return normalizeRepositoryUrl(a) === normalizeRepositoryUrl(b);
}
