import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

/**
 * Loads what a program of ours is made of, in a process of its own: `start.ts <module> <with | without>`. Prints the CPU seconds
 * that it took, and how many files of the schemas were read. `without`: nothing stands in place of the schemas, and what loading them
 * adds is told apart: between two processes, chance makes a larger difference than they do.
 */
const [module = '', mode] = process.argv.slice(2);
const isSchema = (path: unknown): boolean => /\/schemas\/[^/]+\.(br|json)$/.test(String(path));

let opened = 0;
const read = fs.readFileSync;
fs.readFileSync = ((path: fs.PathOrFileDescriptor, ...rest: readonly []) => {
  if (isSchema(path)) opened++;
  return read(path, ...rest);
}) as typeof read;
syncBuiltinESMExports();

const nothing = 'data:text/javascript,export const schemaSource = { find: () => undefined, kinds: () => [] }';
if (mode === 'without') {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.endsWith('/schemas/source.ts') ? { url: nothing, shortCircuit: true } : next(specifier, context),
  });
}
await import(new URL(module, new URL('../../', import.meta.url)).href);
const used = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const seconds = used();
// The hook lets it through, because the specifier ends otherwise.
if (mode === 'without') await import(`${new URL('../../src/schemas/source.ts', import.meta.url).href}?real`);
process.stdout.write(JSON.stringify({ seconds, added: used() - seconds, opened }));
