import { existsSync, readFileSync } from 'node:fs';
import { run } from 'probot';
import { CliExit, exitCodes } from './exit.ts';

const webhookPath = '/api/github/webhooks';

/**
 * `clusterops setup`: Probot's own GitHub App manifest flow in the browser. Registers an App as app.yml describes it, with its
 * webhook at `publicUrl`, and writes APP_ID, PRIVATE_KEY and WEBHOOK_SECRET into .env.
 */
export async function setup(
  options: { readonly url: string; readonly port: string },
  print: (line: string) => void,
): Promise<void> {
  if (!URL.canParse(options.url))
    throw new CliExit(
      exitCodes.refused,
      `--url ${options.url} is not an address; give the one under which GitHub reaches this bot.`,
    );
  if (existsSync('.env') && /^APP_ID=\S/m.test(readFileSync('.env', 'utf8'))) {
    throw new CliExit(
      exitCodes.refused,
      '.env already has an APP_ID. Remove it (and PRIVATE_KEY, WEBHOOK_SECRET) to register another App.',
    );
  }
  // Probot reads these where it starts; without them it would fetch a relay from the internet.
  process.env.NO_SMEE_SETUP = 'true';
  process.env.WEBHOOK_PROXY_URL = new URL(webhookPath, options.url).href;
  for (const name of ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH']) delete process.env[name];
  print(`Open http://localhost:${options.port} and press "Register GitHub App".`);
  print(
    `The App will deliver to ${process.env.WEBHOOK_PROXY_URL}. Stop with Ctrl-C when .env is written, then: npm start`,
  );
  await run(() => {}, { env: { ...process.env, PORT: options.port } });
}
