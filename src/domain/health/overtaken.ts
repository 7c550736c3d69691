import { short } from '../gitops/revision.ts';
import type { Readiness } from './readiness.ts';

/** The same cluster where the engine has applied later files of it: at `revision` it is no longer what the commit asked for. */
export function superseded({ progress, evidence }: Readiness, name: string, revision: string): Readiness {
  const because = `${name} was changed again before it was ready, and ${short(revision)} is applied.`;
  return { state: 'superseded', because, progress, evidence };
}

/** The same cluster where the base branch, at `revision`, holds its folder no longer: nothing of the commit is to become ready. */
export function removed({ progress, evidence }: Readiness, name: string, base: string, revision: string): Readiness {
  const because = `${name} was removed again before it was ready: ${base} holds its files no longer at ${short(revision)}.`;
  return { state: 'removed', because, progress: { ...progress, stage: 'removed from Git' }, evidence };
}

/** A cluster that was there and is there no longer, though Git still holds it. */
export function gone({ progress, evidence }: Readiness, namespace: string, name: string): Readiness {
  const because = `Cluster ${name} in namespace ${namespace} was there and is gone: it was deleted in the management cluster, while Git still holds its files.`;
  return { state: 'gone', because, progress: { ...progress, stage: 'gone' }, evidence };
}
