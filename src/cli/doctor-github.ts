import type { GitHubDoctor } from '../github/doctor.ts';
import { type Examined, examine } from './examine.ts';

interface Wanted {
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

const ranks: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };
const webhookPath = '/api/github/webhooks';

const lacking = (has: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(wanted)
    .filter(([name, level]) => (ranks[has[name] ?? ''] ?? 0) < (ranks[level] ?? 0))
    .map(([name, level]) => `${name}: ${level}`);

/** Credentials, permissions and events against app.yml, installations, and the webhook's address. */
export async function checkGitHub(doctor: GitHubDoctor, wanted: Wanted): Promise<readonly Examined[]> {
  const app = await examine(
    'GitHub App',
    'Check APP_ID, PRIVATE_KEY, GITHUB_API_URL and the clock of this machine.',
    async () => {
      const { name, permissions, events } = await doctor.app();
      const missing = [
        ...lacking(permissions, wanted.permissions),
        ...wanted.events.filter((event) => !events.includes(event)).map((event) => `event ${event}`),
      ];
      return missing.length === 0
        ? { what: 'GitHub App', state: 'ok', detail: `${name}, with all permissions and events of app.yml` }
        : {
            what: 'GitHub App',
            state: 'failed',
            detail: `${name} lacks ${missing.join(', ')}`,
            cure: 'Grant them on the settings page of the App (Permissions & events).',
          };
    },
  );
  if (app.some((each) => each.state === 'failed' && !each.detail.includes('lacks'))) return app;
  const installations = await examine(
    'installations',
    'Install the App on the repositories that it should serve.',
    async () => {
      const all = await doctor.installations();
      if (all.length === 0)
        return {
          what: 'installations',
          state: 'failed',
          detail: 'the App is installed nowhere',
          cure: 'Install it from its settings page (Install App).',
        };
      return all.map(({ account, suspended, permissions }): Examined => {
        const what = `installation ${account}`;
        const missing = lacking(permissions, wanted.permissions);
        if (suspended) return { what, state: 'failed', detail: 'is suspended', cure: 'Have an owner unsuspend it.' };
        return missing.length === 0
          ? { what, state: 'ok', detail: 'has accepted all permissions' }
          : {
              what,
              state: 'failed',
              detail: `has not accepted ${missing.join(', ')}`,
              cure: 'Have an owner accept the new permissions in the installation settings.',
            };
      });
    },
  );
  const hook = await examine('webhook', 'Set the webhook address of the App.', () => checkHook(doctor));
  const delivery = await examine('deliveries', 'Run doctor again.', () => checkDeliveries(doctor));
  return [...app, ...installations, ...hook, ...delivery];
}

/** Nobody but GitHub knows whether its deliveries arrive, and whether the secret that it signs them with is ours. */
async function checkDeliveries(doctor: GitHubDoctor): Promise<readonly Examined[]> {
  const last = await doctor.lastDelivery();
  if (last === undefined) return [];
  const what = 'deliveries';
  const which = `the last one (${last.event}, ${last.at})`;
  if (last.code >= 200 && last.code < 300) return [{ what, state: 'ok', detail: `${which} was taken` }];
  const again = 'then redeliver one under Advanced on the settings page of the App, and run doctor again.';
  if (last.code === 401) {
    const detail = `${which} was answered 401: it was signed with another secret than WEBHOOK_SECRET`;
    return [{ what, state: 'failed', detail, cure: `Set WEBHOOK_SECRET to the webhook secret of the App, ${again}` }];
  }
  const detail = `${which} did not arrive: ${last.said}`;
  const cure = `See whether the bot runs and GitHub can reach it at the webhook address, ${again}`;
  return [{ what, state: 'warning', detail, cure }];
}

async function checkHook(doctor: GitHubDoctor): Promise<readonly Examined[]> {
  const { url, contentType, insecure } = await doctor.hook();
  const what = 'webhook';
  if (url === undefined || !URL.canParse(url))
    return [
      {
        what,
        state: 'failed',
        detail: 'the App has no webhook address',
        cure: `Set it to https://<your host>${webhookPath}.`,
      },
    ];
  const found: Examined[] = [];
  if (new URL(url).pathname !== webhookPath)
    found.push({
      what,
      state: 'failed',
      detail: `${url} does not end in ${webhookPath}`,
      cure: `Set it to ${new URL(webhookPath, url).href}.`,
    });
  if (contentType !== 'json')
    found.push({
      what,
      state: 'failed',
      detail: `its content type is ${contentType ?? 'not set'}`,
      cure: 'Set the content type to application/json.',
    });
  if (insecure)
    found.push({ what, state: 'warning', detail: 'certificates are not verified', cure: 'Turn SSL verification on.' });
  try {
    const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(5_000) });
    found.push(
      answer.ok
        ? { what, state: 'ok', detail: `${url} is reachable from here` }
        : {
            what,
            state: 'warning',
            detail: `${new URL('/healthz', url).href} answered ${answer.status}`,
            cure: 'Is the bot running there?',
          },
    );
  } catch {
    found.push({
      what,
      state: 'warning',
      detail: `${url} cannot be reached from here`,
      cure: 'Start the bot, or see whether GitHub can reach it from where it is.',
    });
  }
  return found;
}
