import { test } from '@jest/globals';
import { exampleChart } from '../domain/manifests/support/clusters.ts';
import { stories } from '../support/model/drawing.ts';
import { people } from '../support/model/foresee.ts';
import { beginPlay } from '../support/model/play.ts';
import { lineOf, names, type Story } from '../support/model/steps.ts';
import { patienceFor, tellStories } from '../support/model/tell-stories.ts';
import { createWorld, person, repositoryName, type World } from '../support/world.ts';

const usually = 3;

async function prepared(): Promise<World> {
  const made = await createWorld({ configuration: 'providers:\n  aws:\n    sshKeyName: platform\n', unchecked: true });
  const { control } = made.github;
  for (const who of people) if (who !== person) control.createUser(who);
  control.setCollaborator(repositoryName, 'wim', 'write');
  control.setCollaborator(repositoryName, 'maintainer', 'maintain');
  control.setCollaborator(repositoryName, 'reader', 'read');
  const files = Object.fromEntries(exampleChart);
  await control.commit(repositoryName, { branch: 'main', as: person, message: 'Add the chart of clusters', files });
  await made.start();
  return made;
}

test(
  'whatever people do to clusters and locks, Git and the answers are what a model says',
  () =>
    tellStories<Story, World>({
      ...{ stories, usually, shared: 8, open: prepared, close: (world) => world.close() },
      tell: async (world, run, story, at) => {
        const play = await beginPlay(world, run, story);
        for (const [index, step] of story.steps.entries()) {
          at(index);
          await play.carryOut(step);
        }
        at(story.steps.length);
        await play.holds();
      },
      lines: ({ packaged, both, steps }) => ({
        first: `${names.map((name, index) => `${name}: ${packaged[index]}`).join(', ')}; ${both ? 'both stand' : `${names[0]} stands`}`,
        steps: steps.map(lineOf),
      }),
    }),
  patienceFor(usually) + 60_000,
);
