import { type Finding, fault } from '../domain/finding.ts';

/**
 * Refuses a namespace that the server's settings do not allow. `allowed` empty: any. `cure` says what people of the repository can
 * do about it.
 */
export function unservedNamespace(allowed: readonly string[], namespace: string, cure: string): readonly Finding[] {
  if (allowed.length === 0 || allowed.includes(namespace)) return [];
  const message = `this server allows clusters in ${allowed.join(', ')} only, not in "${namespace}"`;
  return [fault('access/permission', message, { cure })];
}
