import { eventually, type World } from './world.ts';

/** A bot in a process of its own, and what brings it back after a kill. */
export interface Victim {
  kill(): Promise<void>;
  start(): Promise<void>;
  said(): readonly string[] | undefined;
}

/** Kills the bot each time that it has sent so many further requests to GitHub, until told that the story is over. */
export function killing(world: World, bot: Victim, every: readonly number[]): { readonly over: () => Promise<number> } {
  let ended = false;
  let kills = 0;
  const requests = () => world.github.requests().length;
  const done = (async () => {
    for (const further of every) {
      const from = requests();
      await eventually(() => (ended || requests() - from >= further ? true : undefined), bot.said, 120_000);
      if (ended) return;
      await bot.kill();
      kills += 1;
      await bot.start();
    }
  })();
  // Told by `over`; a story that fails before it asks has its own reason.
  done.catch(() => {});
  return {
    over: async () => {
      ended = true;
      await done;
      return kills;
    },
  };
}
