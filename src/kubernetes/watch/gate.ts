/** Lets a few through at a time, in order: forty kinds listed at once would burden the API server and our memory. */
export interface Gate {
  run<Value>(task: () => Promise<Value>): Promise<Value>;
}

export function gate(width: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(task) {
      if (inside >= width) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      try {
        return await task();
      } finally {
        // The place goes straight to the next in line, so that nobody can slip in between.
        const next = waiting.shift();
        if (next === undefined) inside -= 1;
        else next();
      }
    },
  };
}
