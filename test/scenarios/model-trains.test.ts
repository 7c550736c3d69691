import { test } from '@jest/globals';
import { type ConnectedWorld, createConnectedWorld } from '../support/management-cluster.ts';
import { patienceFor, tellStories } from '../support/model/tell-stories.ts';
import { lineOf, type TrainStory, trainStories } from '../support/model/trains/journeys.ts';
import { beginTrains } from '../support/model/trains/play.ts';

const usually = 1;

async function prepared(): Promise<ConnectedWorld> {
  const configuration = 'delivery: merge\nfleet: {waves: [1]}\n';
  const connected = await createConnectedWorld({ configuration, unchecked: true });
  await connected.world.start();
  return connected;
}

test(
  'whatever becomes of the pull requests of a command, what follows it and what is deleted is what a model says',
  () =>
    tellStories<TrainStory, ConnectedWorld>({
      ...{ stories: trainStories, usually, shared: 6, open: prepared, close: (connected) => connected.close() },
      tell: async (connected, run, { journeys }, at) => {
        const play = await beginTrains(connected, run);
        for (const [index, journey] of journeys.entries()) {
          at(index);
          await play.carryOut(journey);
        }
        at(journeys.length);
        await play.holds();
      },
      lines: ({ journeys }) => ({ first: 'ash and elm stand, in waves of one', steps: journeys.map(lineOf) }),
    }),
  patienceFor(usually) + 60_000,
);
