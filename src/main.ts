import { flushCompileCache } from 'node:module';
import { startBot } from './compose.ts';
import { readSettings } from './config.ts';
import { printFinding } from './domain/print-finding.ts';
import { AppError } from './errors.ts';
import { usePlainEnvironment } from './plain-environment.ts';

/** Starts the bot from the environment and stops it on SIGTERM or SIGINT; a second signal ends the process at once. */
async function main(): Promise<void> {
  const read = readSettings(process.env);
  if (!read.ok) {
    for (const finding of read.findings) console.error(printFinding(finding));
    process.exitCode = 2;
    return;
  }
  const bot = await startBot(read.settings);
  // Otherwise written at the end only: one that is killed would leave nothing to start faster with (`NODE_COMPILE_CACHE`).
  flushCompileCache();
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping = true;
    bot.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

usePlainEnvironment();
await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof AppError) console.error(`  ${error.cure}`);
  process.exit(1);
});
