// `npm run e2e [-- --allow-skip] [-- PATTERN…]`: builds the real programs where they are not built yet, and runs the suite on them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPrograms, hasGo } from './controlplane/build.ts';

const root = join(import.meta.dirname, '../..');
const given = process.argv.slice(2);
const maySkip = given.includes('--allow-skip');
const options = given.filter((each) => each !== '--allow-skip');

if (!hasGo()) {
  console.log('End-to-end suite: skipped, because Go is not installed: the real programs are built with it.');
  process.exit(maySkip ? 0 : 1);
}
if (spawnSync('redis-server', ['--version']).status !== 0) {
  console.log('End-to-end stories: skipped, because redis-server, which Argo CD needs, is not installed.');
  if (!maySkip) process.exit(1);
  options.push('--testPathIgnorePatterns=stories');
}
const folder = buildPrograms((line) => console.log(line));
// Stories begin before the runner comes to them, so they have to know which ones it skips.
const named = options.indexOf('-t');
const stories = named < 0 ? '' : (options[named + 1] ?? '');
const summary = join(root, 'test/e2e/report/README.md');
rmSync(summary, { force: true });
const jest = join(root, 'node_modules/jest/bin/jest.js');
const env = { ...process.env, CLUSTEROPS_E2E_BIN: folder, TEST_TIMEOUT: '600000', STORIES: stories };
const { status } = spawnSync(
  process.execPath,
  ['--no-warnings', jest, '--config', join(root, 'jest.e2e.config.js'), ...options],
  { cwd: root, stdio: 'inherit', env },
);
if (existsSync(summary)) console.log(`\n${readFileSync(summary, 'utf8')}`);
process.exit(status ?? 1);
