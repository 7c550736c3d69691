import type { ObservedObject } from '../objects.ts';

/** The numbers of a version, without what a distribution adds to it (`v1.34.3-eks-113cf36`, `1.34.3+rke2r1`). */
function numbers(version: string): readonly string[] | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+].*)?$/.exec(version);
  return match?.slice(1).filter((part) => part !== undefined);
}

/**
 * Whether two versions name the same; a service may name only a minor (`v1.34`), which stands for every patch of it.
 * `undefined` when they cannot be compared: a channel, or the version of a distribution (OpenShift's `4.19.3`).
 */
function isSame(left: string, right: string): boolean | undefined {
  const [a, b] = [numbers(left), numbers(right)];
  if (a === undefined || b === undefined || (a[0] !== b[0] && (a[0] !== '1' || b[0] !== '1'))) return undefined;
  return a.every((part, index) => b[index] === undefined || part === b[index]);
}

/** How an object's version differs from what is wanted of it, in a sentence; `undefined` when it does not. */
export function differingVersion(object: ObservedObject, git: string | undefined): string | undefined {
  const { kind, name, wantedVersion, versions } = object;
  const running = versions.filter(({ replicas }) => replicas > 0).map(({ version }) => version);
  if (git !== undefined) {
    const other = [...(wantedVersion === undefined ? [] : [wantedVersion]), ...running].find(
      (version) => isSame(version, git) === false,
    );
    if (other !== undefined) return `${kind} ${name} is at ${other}; Git asks for ${git}.`;
  }
  if (wantedVersion === undefined) return undefined;
  const behind = running.find((version) => isSame(version, wantedVersion) === false);
  return behind === undefined ? undefined : `${kind} ${name} is at ${behind}, on the way to ${wantedVersion}.`;
}
