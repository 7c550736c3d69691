// Runs the suites that depend on the database, or those that are named, on a private Postgres, which is made for them and removed
// after them.
import { spawn } from 'node:child_process';
import { startPostgres } from '../bench/support/postgres.ts';

const server = await startPostgres();
if (typeof server === 'string') {
  console.log(`skipped: ${server}`);
} else {
  const usual = ['test/queue', 'test/scenarios/create', 'test/scenarios/recovery', 'test/scenarios/replicas'];
  const named = process.argv.slice(2);
  const suites = named.length > 0 ? named : usual;
  const jest = spawn('npm', ['test', '--', ...suites], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: server.url },
  });
  const code = await new Promise<number>((resolve) => jest.once('exit', (status) => resolve(status ?? 1)));
  await server.stop();
  process.exitCode = code;
}
