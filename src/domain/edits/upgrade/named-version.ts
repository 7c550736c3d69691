import { carriedVersion } from '../../cluster/upgrade-path.ts';

/**
 * The text with another version of Kubernetes where it names the old one: in full (`ubuntu-2404-kube-v1.34.3`), or by its minor version
 * alone (`capi-ubuntu-2404-k8s-v1-34`). Undefined when it names it in neither way.
 */
export function followVersion(text: string, from: string, to: string): string | undefined {
  const [old, wanted] = [carriedVersion(from), carriedVersion(to)];
  if (old === undefined || wanted === undefined) return undefined;
  const full = new RegExp(`(?<![\\d.])1([.-])${old.minor}(?:\\1)${old.patch}(?!\\d|\\.\\d)`, 'g');
  const minor = new RegExp(`(?<![\\d.])1([.-])${old.minor}(?!\\d|[.-]\\d)`, 'g');
  if (!full.test(text) && !minor.test(text)) return undefined;
  return text
    .replace(full, (_all, dot: string) => ['1', wanted.minor, wanted.patch].join(dot))
    .replace(minor, (_all, dot: string) => `1${dot}${wanted.minor}`);
}

/** Whether a text names the minor version of Kubernetes, with any patch or none. */
export function namesMinor(text: string, version: string): boolean {
  const carried = carriedVersion(version);
  return carried !== undefined && new RegExp(`(?<![\\d.])1[.-]${carried.minor}(?!\\d)`).test(text);
}
