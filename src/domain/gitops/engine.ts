import type { ObservedApplication } from './application.ts';
import type { ObservedHelmChart, ObservedHelmRelease, ObservedKustomization, ObservedSource } from './flux/objects.ts';

/** What applies a repository's folder to the management cluster. */
export type Engine = 'argocd' | 'flux';
/** `auto`: whichever is in the management cluster. */
export type EngineChoice = Engine | 'auto';

/** What the engines in the management cluster say, with only the fields that Sync reads. */
export interface ObservedGitOps {
  /** Those whose kinds the API server has. */
  readonly engines: readonly Engine[];
  readonly applications: readonly ObservedApplication[];
  readonly kustomizations: readonly ObservedKustomization[];
  readonly sources: readonly ObservedSource[];
  readonly releases: readonly ObservedHelmRelease[];
  readonly charts: readonly ObservedHelmChart[];
}

/** The chosen engine, or the only one that is there; `undefined` where there are none or two to take. */
export function engineOf(choice: EngineChoice, { engines }: Pick<ObservedGitOps, 'engines'>): Engine | undefined {
  if (choice !== 'auto') return choice;
  return engines.length === 1 ? engines[0] : undefined;
}

/** How an engine and its object that shows a folder are called. */
export function wordsOf(engine: Engine | undefined): { readonly engine: string; readonly object: string } {
  switch (engine) {
    case 'argocd':
      return { engine: 'Argo CD', object: 'Application' };
    case 'flux':
      return { engine: 'Flux', object: 'Kustomization' };
    case undefined:
      return { engine: 'the GitOps engine', object: 'Application or Kustomization' };
  }
}
