import { expect } from '@jest/globals';
import fc from 'fast-check';

/** A model that stories are told of, each in a world that it shares with some others. */
export interface Telling<Story, World> {
  readonly stories: fc.Arbitrary<Story>;
  /** Stories that are told unless MODEL_RUNS says otherwise. */
  readonly usually: number;
  /** Runs that share a world: its repository grows. */
  readonly shared: number;
  readonly open: () => Promise<World>;
  readonly close: (world: World) => Promise<void>;
  /** Tells one; `run` tells its clusters from others', and `at` is told each step that begins. */
  readonly tell: (world: World, run: number, story: Story, at: (step: number) => void) => Promise<void>;
  /** What is there when it begins, as a line, and its steps. */
  readonly lines: (story: Story) => { readonly first: string; readonly steps: readonly string[] };
}

/** Tells stories that chance draws; a failure shows the shortest that was found, the step, and how to tell it again. */
export async function tellStories<Story, World>(telling: Telling<Story, World>): Promise<void> {
  const { numRuns, seed, path } = drawn(telling.usually);
  let world: World | undefined;
  let begun = 0;
  let failure: { readonly story: Story; readonly at: number; readonly error: unknown } | undefined;
  const leave = async (): Promise<void> => {
    if (world !== undefined) await telling.close(world);
    world = undefined;
  };
  const tell = async (story: Story): Promise<void> => {
    let at = -1;
    try {
      if (begun % telling.shared === 0) await leave();
      world ??= await telling.open();
      begun += 1;
      await telling.tell(world, begun, story, (step) => {
        at = step;
      });
    } catch (error) {
      failure = { story, at, error };
      // What a failed run leaves is not for the next one.
      await leave();
      throw error;
    }
  };
  const ran = await fc
    .check(fc.asyncProperty(telling.stories, tell), {
      ...{ numRuns, seed, unbiased: true },
      ...{ interruptAfterTimeLimit: patienceFor(telling.usually), markInterruptAsFailure: true },
      ...(path === undefined ? {} : { path, endOnFailure: true }),
    })
    .finally(leave);
  if (failure === undefined) {
    expect(ran).toMatchObject({ failed: false, interrupted: false });
    return;
  }
  const { story, at, error } = failure;
  const { first, steps } = telling.lines(story);
  throw new Error(
    [
      `after ${ran.numRuns} runs of seed ${ran.seed}; see it again with MODEL_SEED=${ran.seed} MODEL_PATH=${ran.counterexamplePath}`,
      first,
      ...steps.map((step, index) => `${index === at ? '→' : ' '} ${step}`),
      at === steps.length ? '→ what there is in the end' : '',
      error instanceof Error ? error.stack : String(error),
    ].join('\n'),
  );
}

/** How long stories are told, in milliseconds; then a failure is not shrunk any further. */
export const patienceFor = (usually: number): number => 120_000 + drawn(usually).numRuns * 15_000;

const drawn = (usually: number) => ({
  numRuns: Number(process.env['MODEL_RUNS'] ?? usually),
  seed: Number(process.env['MODEL_SEED'] ?? 14203),
  /** Of a failure that is to be seen again. */
  path: process.env['MODEL_PATH'],
});
