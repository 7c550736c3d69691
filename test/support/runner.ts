import { registerHooks } from 'node:module';
import { addEventHandler } from 'jest-circus';

/** Milliseconds that a test or a hook may take unless it says otherwise. */
const patience = Number(process.env['TEST_TIMEOUT'] ?? 60_000);

// The runner sets Jest's globals; suites import them by name.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: new URL('./jest-globals.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

// The runner itself waits for ever.
addEventHandler((event, { currentDescribeBlock: block }) => {
  const added =
    event.name === 'add_test' ? block.tests.at(-1) : event.name === 'add_hook' ? block.hooks.at(-1) : undefined;
  if (added !== undefined) added.fn = within(added.timeout ?? patience, added.fn as () => unknown);
});

function within(limit: number, run: () => unknown): () => Promise<unknown> {
  return () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`took longer than ${limit} ms`)), limit);
    return Promise.race([Promise.resolve().then(run), promise]).finally(() => clearTimeout(timer));
  };
}
