import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { byClass } from './stories/by-class.ts';
import { faults } from './stories/faults.ts';
import { fluxApplies } from './stories/flux-applies.ts';
import { folderRenamed } from './stories/folder-renamed.ts';
import { lifecycle } from './stories/lifecycle.ts';
import { planRefused } from './stories/plan-refused.ts';
import { previewClosed } from './stories/preview-closed.ts';
import { previewMerged } from './stories/preview-merged.ts';
import { openScene, type Scene } from './support/scene.ts';
import { openStage, type Stage } from './support/stage.ts';

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

const lost: Story = {
  name: 'faults',
  title: 'The bot, the API server and a manager are lost on the way',
  engine: 'argocd',
  delivery: 'merge',
  play: faults,
};

let stage: Stage;
/** By title. */
let playing: ReadonlyMap<string, Promise<void>>;

beforeAll(async () => {
  stage = await openStage();
  // Tests run one after another, stories side by side: most of each is waiting.
  const chosen = stories.filter(({ title }) => new RegExp(process.env['STORIES'] ?? '', 'i').test(title));
  playing = new Map(chosen.map((story) => [story.title, tell(story)]));
  for (const story of playing.values()) story.catch(() => undefined);
}, 180_000);
afterAll(() => stage?.close(), 60_000);

async function tell({ name, title, engine, delivery, play }: Story): Promise<void> {
  const page = stage.report.page(name, title, 'none, machines live in memory');
  try {
    await play(await openScene(stage, page, { name, engine, delivery }));
    page.end();
  } catch (error) {
    page.end(error);
    throw error;
  }
}

describe('GitOps engines and Cluster API', () => {
  test.each(stories)('$title', ({ title }) => playing.get(title));

  // By itself, after the others: what it takes away, they all need.
  test(lost.title, () => tell(lost));
});
