import { mono } from './markdown.ts';
import type { StageReport } from './stage.ts';

/** Sync and Ready of a preview whose name somebody else's Cluster has. */
export function takenReports(name: string): readonly StageReport[] {
  return both({
    state: 'failure',
    title: `the name ${name} is taken in the management cluster`,
    summary: `A Cluster ${mono(name)} exists there that this request did not make. It was not touched. Close this pull request and choose another name with \`name=\`.`,
  });
}

/** Sync and Ready of a preview that no engine can show: because there is none, or because there are two to choose from. */
export function noEngineReports(several: boolean): readonly StageReport[] {
  return both({
    state: 'action_required',
    title: several ? 'Argo CD and Flux are both there' : 'there is no GitOps engine',
    summary: several
      ? 'Argo CD and Flux are both in the management cluster, and the configuration does not say which of them shows previews. Set `engine: argocd` or `engine: flux` in `.github/clusterops.yml`, close this pull request and ask again.'
      : 'The management cluster has neither the kinds of Argo CD nor those of Flux, so nothing can show this cluster. Install one of them, then press Re-run.',
  });
}

function both({ state, title, summary }: Pick<StageReport, 'state' | 'title' | 'summary'>): readonly StageReport[] {
  return (['Sync', 'Ready'] as const).map((stage) => ({
    stage,
    state,
    title: `${stage}: ${title}`,
    summary,
    annotations: [],
    actions: [],
  }));
}
