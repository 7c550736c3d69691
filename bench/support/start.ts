import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';

/**
 * Loads what a program of ours is made of, in a process of its own: `start.ts <module> <with | without>`. Prints the CPU seconds
 * that it took, and how many files of the schemas were read. `without`: nothing stands in place of the schemas.
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
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ seconds: (user + system) / 1e6, opened }));
