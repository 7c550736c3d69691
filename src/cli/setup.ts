import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from 'probot';
import { withSettings } from './env-file.ts';
import { CliExit, exitCodes } from './exit.ts';

const webhookPath = '/api/github/webhooks';

/**
 * `clusterops setup`: Probot's own GitHub App manifest flow in the browser. Registers an App as app.yml describes it, with its
 * webhook at `url`, and writes APP_ID, PRIVATE_KEY and WEBHOOK_SECRET into .env. Throws `CliExit` 2 for options that cannot be meant,
 * and where .env has an App already.
 */
export async function setup(
  options: { readonly url: string; readonly port: string },
  print: (line: string) => void,
): Promise<void> {
  const webhook = webhookAt(options.url);
  const port = portOf(options.port);
  if (existsSync('.env') && /^APP_ID=\S/m.test(readFileSync('.env', 'utf8'))) {
    throw new CliExit(
      exitCodes.refused,
      '.env already has an APP_ID. Remove it (and PRIVATE_KEY, WEBHOOK_SECRET) to register another App.',
    );
  }
  // Probot reads these where it starts; without them it would fetch a relay from the internet.
  process.env.NO_SMEE_SETUP = 'true';
  process.env.WEBHOOK_PROXY_URL = webhook;
  // With the last it refuses to set anything up, and the image has it.
  for (const name of ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'NODE_ENV']) delete process.env[name];
  await run(() => {}, {
    // Its own lines name a restart that is not needed here. Where it is told the address as an option, it fetches a relay for it.
    env: { ...process.env, PORT: String(port), LOG_LEVEL: 'error', WEBHOOK_PROXY_URL: undefined },
    updateEnv: (settings) => {
      keep(settings, print);
      return settings;
    },
  });
  print(`Open http://localhost:${port} and press "Register GitHub App".`);
  print(`The App will deliver to ${webhook}.`);
}

/** Writes what GitHub gave into .env. The App signs nobody in, so what it could do that with is not kept. */
function keep(given: Readonly<Record<string, string | undefined>>, print: (line: string) => void): void {
  const { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET } = given;
  const text = existsSync('.env') ? readFileSync('.env', 'utf8') : '';
  writeFileSync('.env', withSettings(text, { APP_ID, PRIVATE_KEY, WEBHOOK_SECRET }), { mode: 0o600 });
  chmodSync('.env', 0o600);
  print(
    'Written into .env: APP_ID, PRIVATE_KEY, WEBHOOK_SECRET. Install the App on the repositories in the browser, then',
  );
  print('stop this with Ctrl-C, set SERVED_REPOSITORIES in .env, and see what else is missing with: clusterops doctor');
}

function webhookAt(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol === 'https:' || address?.protocol === 'http:') return new URL(webhookPath, address).href;
  throw new CliExit(
    exitCodes.refused,
    `--url ${url} is not an address; give the one under which GitHub reaches this bot, such as https://clusterops.example.com.`,
  );
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new CliExit(exitCodes.refused, `--port ${text} is no port; give a number from 1 to 65535.`);
}
