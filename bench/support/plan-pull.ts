// A process of its own that plans and checks a pull request of so many clusters, and prints the milliseconds and its peak memory.
import { createBuilders } from '../../src/builders/builders.ts';
import { schemaSource } from '../../src/schemas/source.ts';
import { createCheckFiles } from '../../src/workflows/check-files.ts';
import { renderedFleet } from './fleet.ts';

const count = Number(process.argv[2] ?? 100);
const start = performance.now();
const files = renderedFleet(count);
const check = createCheckFiles({ schemas: schemaSource, builders: createBuilders({ searched: [] }) });
const { findings } = await check({
  files,
  read: [{ folder: 'clusters', files, unread: [] }],
  readFolder: async (folder) => ({ folder, files: [], unread: [] }),
  clustersFolder: 'clusters',
});
const errors = findings.filter(({ severity }) => severity === 'error');
if (errors.length > 0) throw new Error(`what the bot renders has errors: ${errors[0]?.message}`);
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ ms: performance.now() - start, peak: maxRSS * 1024 }));
