import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { byClass } from './stories/by-class.ts';
import { fluxApplies } from './stories/flux-applies.ts';
import { folderRenamed } from './stories/folder-renamed.ts';
import { lifecycle } from './stories/lifecycle.ts';
import { planRefused } from './stories/plan-refused.ts';
import { previewClosed } from './stories/preview-closed.ts';
import { previewMerged } from './stories/preview-merged.ts';
import { openScene, type Scene } from './support/scene.ts';
import { openStage, type Stage } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 180_000);
afterAll(() => stage?.close(), 60_000);

interface Story {
  readonly name: string;
  readonly title: string;
  readonly engine: 'argocd' | 'flux';
  readonly delivery: 'merge' | 'preview';
  readonly play: (scene: Scene) => Promise<void>;
}

const stories: readonly Story[] = [
  {
    name: 'lifecycle',
    title: 'A cluster from its comment to its deletion',
    engine: 'argocd',
    delivery: 'merge',
    play: lifecycle,
  },
  {
    name: 'plan-refused',
    title: 'A pull request that the management cluster refuses',
    engine: 'argocd',
    delivery: 'merge',
    play: planRefused,
  },
  {
    name: 'folder-renamed',
    title: 'The clusters folder is renamed',
    engine: 'argocd',
    delivery: 'merge',
    play: folderRenamed,
  },
  {
    name: 'by-class',
    title: 'A cluster by a ClusterClass',
    engine: 'argocd',
    delivery: 'merge',
    play: byClass,
  },
  {
    name: 'preview-merged',
    title: 'A preview is merged and handed over',
    engine: 'argocd',
    delivery: 'preview',
    play: previewMerged,
  },
  {
    name: 'preview-closed',
    title: 'A preview is closed without merging',
    engine: 'argocd',
    delivery: 'preview',
    play: previewClosed,
  },
  {
    name: 'flux',
    title: 'A cluster that Flux applies',
    engine: 'flux',
    delivery: 'merge',
    play: fluxApplies,
  },
  {
    name: 'flux-preview-merged',
    title: 'A preview of Flux is merged and handed over',
    engine: 'flux',
    delivery: 'preview',
    play: previewMerged,
  },
  {
    name: 'flux-preview-closed',
    title: 'A preview of Flux is closed without merging',
    engine: 'flux',
    delivery: 'preview',
    play: previewClosed,
  },
];

describe('GitOps engines and Cluster API', () => {
  test.concurrent.each(stories)('$title', async ({ name, title, engine, delivery, play }) => {
    const page = stage.report.page(name, title, 'none, machines live in memory');
    const scene = await openScene(stage, page, { name, engine, delivery });
    await play(scene).then(
      () => page.end(),
      (error: unknown) => {
        page.end(error);
        throw error;
      },
    );
  });
});
