import { givingOf } from './giving.ts';
import { eventually, type World } from './world.ts';

/** Waiting where no answer is to come. */
export interface Considering {
  /** How often the bot asked about commands. */
  gathered(): number;
  /** How often it tried to react. */
  reacted(): number;
  /** Resolves when the bot has asked about one more command than before the act, and everything after it is answered. */
  consider(act: () => unknown): Promise<void>;
  /** A command that comes later is answered: what came before it was taken in. */
  settle(): Promise<void>;
}

export function consideringOf(world: World): Considering {
  const count = (name: string) => world.github.requests().filter(({ operation }) => operation === name).length;
  const gathered = () => count('CommandFacts');
  const settle = async (): Promise<void> => {
    await world.github.idle();
    await givingOf(world).give('/help');
  };
  return {
    gathered,
    reacted: () => count('AddReaction'),
    settle,
    consider: async (act) => {
      const before = gathered();
      await act();
      await eventually(() => (gathered() > before ? true : undefined));
      await settle();
    },
  };
}
