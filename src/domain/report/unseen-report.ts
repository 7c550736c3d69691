import type { StageReport } from './stage.ts';

/** The title of both where nothing is connected that could tell. */
export const unseenTitle = 'Not checked: no management cluster is configured';

/** Sync and Ready where no management cluster is configured: neutral, so that they never block and never please. */
export function unseenReport(
  stage: 'Sync' | 'Ready',
  pull: 'open' | 'merged',
  delivery: 'merge' | 'preview',
): StageReport {
  const what = stage === 'Sync' ? 'whether the engine has applied it' : 'whether the cluster is ready';
  const when =
    pull === 'merged' || delivery === 'preview'
      ? 'Look into the management cluster yourself.'
      : 'Nothing happens there before the merge; look yourself after it.';
  return {
    stage,
    state: 'neutral',
    title: unseenTitle,
    summary: `This server of ClusterOps has no management cluster for this repository, so ${what} cannot be seen. ${when}\n\nTo have it checked, whoever runs the server connects one (see the installation guide).`,
    annotations: [],
    actions: [],
  };
}
