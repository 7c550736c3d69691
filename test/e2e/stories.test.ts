import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { folderRenamed } from './stories/folder-renamed.ts';
import { lifecycle } from './stories/lifecycle.ts';
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
  readonly delivery: 'merge' | 'preview';
  readonly play: (scene: Scene) => Promise<void>;
}

const stories: readonly Story[] = [
  { name: 'lifecycle', title: 'A cluster from its comment to its deletion', delivery: 'merge', play: lifecycle },
  { name: 'folder-renamed', title: 'The clusters folder is renamed', delivery: 'merge', play: folderRenamed },
  { name: 'preview-merged', title: 'A preview is merged and handed over', delivery: 'preview', play: previewMerged },
  { name: 'preview-closed', title: 'A preview is closed without merging', delivery: 'preview', play: previewClosed },
];

describe('Argo CD and Cluster API', () => {
  test.concurrent.each(stories)('$title', async ({ name, title, delivery, play }) => {
    const page = stage.report.page(name, title, 'none, machines live in memory');
    const scene = await openScene(stage, page, { name, delivery });
    await play(scene).then(
      () => page.end(),
      (error: unknown) => {
        page.end(error);
        throw error;
      },
    );
  });
});
