import { fitsPattern } from '../text/pattern.ts';

/** Whether the configuration protects a cluster of this name from deletion; `*` in a pattern stands for any characters. */
export function isProtected(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fitsPattern(name, pattern));
}
