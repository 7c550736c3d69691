/** The address as Flux takes it: it knows no `git@host:path`. */
export function fluxUrl(url: string): string {
  const scp = /^git@([^:/]+):(?!\/)(.+)$/.exec(url);
  return scp === null ? url : `ssh://git@${scp[1]}/${scp[2]}`;
}
