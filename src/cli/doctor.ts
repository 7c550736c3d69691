import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSettings, type Settings } from '../config.ts';
import { decodeConfiguration } from '../configuration/decode.ts';
import { connectGitHub } from '../github/connect.ts';
import { connectCluster } from '../kubernetes/connect.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { version } from '../version.ts';
import { createServed } from '../workflows/served.ts';
import { checkCluster, checkRehearsal } from './doctor-cluster.ts';
import { checkGitHub } from './doctor-github.ts';
import { checkRequired } from './doctor-required.ts';
import { type Examined, examine } from './examine.ts';
import { CliExit, exitCodes } from './exit.ts';

/** `clusterops doctor`: looks at everything that a working installation needs; throws `CliExit` 1 when something fails. */
export async function doctor(
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly json?: boolean },
  print: (line: string) => void,
): Promise<void> {
  const read = readSettings(environment);
  const examined: readonly Examined[] = read.ok
    ? [{ what: 'settings', state: 'ok', detail: 'complete' }, ...(await examineParts(read.settings))]
    : read.findings.map((finding) => ({
        what: 'settings',
        state: 'failed' as const,
        detail: finding.message,
        cure: finding.cure,
      }));
  if (options.json === true) print(JSON.stringify(examined, null, 2));
  else for (const each of examined) print(printed(each));
  if (examined.some((each) => each.state === 'failed')) throw new CliExit(exitCodes.failed, '');
}

async function examineParts(settings: Settings): Promise<readonly Examined[]> {
  const log = createLog({ level: 'silent' });
  const clock = { now: () => Date.now() };
  const github = connectGitHub({
    app: { id: settings.github.appId, privateKey: settings.github.privateKey },
    apiUrl: settings.github.apiUrl,
    ...(settings.github.graphqlUrl === undefined ? {} : { graphqlUrl: settings.github.graphqlUrl }),
    decodeConfiguration,
    clock,
    metrics: createMetrics(),
    log,
    userAgent: `clusterops/${version}`,
  });
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')) as {
    readonly default_permissions: Readonly<Record<string, string>>;
    readonly default_events: readonly string[];
  };
  try {
    const onGitHub = await checkGitHub(github.doctor, {
      permissions: manifest.default_permissions,
      events: manifest.default_events,
    });
    const known = new Map<string, string>();
    const kept = {
      get: async (key: string) => known.get(key),
      put: async (key: string, value: string) => void known.set(key, value),
    };
    const reached = onGitHub.every(({ state, what }) => state !== 'failed' || what === 'webhook');
    const required = reached
      ? await checkRequired({ ...github, appId: settings.github.appId, served: createServed(settings.served, kept) })
      : [];
    return [...onGitHub, ...required, ...(await examineCluster(settings, log, clock))];
  } finally {
    github.close();
  }
}

async function examineCluster(
  settings: Settings,
  log: ReturnType<typeof createLog>,
  clock: { now(): number },
): Promise<readonly Examined[]> {
  const { source, path, context, dryRunAs, ...scope } = settings.cluster;
  if (source === 'none') {
    return [
      {
        what: 'management cluster',
        state: 'not checked',
        detail: 'none is configured: Sync and Ready will be neutral',
        cure: 'Set KUBECONFIG, or run in the cluster.',
      },
    ];
  }
  return examine('management cluster', 'Correct KUBECONFIG and KUBE_CONTEXT.', async () => {
    const cluster = await connectCluster({
      source,
      ...(path === undefined ? {} : { path }),
      ...(context === undefined ? {} : { context }),
      ...(dryRunAs === undefined ? {} : { dryRunAs }),
      clock,
      log,
    });
    try {
      if (cluster.doctor === undefined) return [];
      return [
        ...(await checkCluster(cluster.doctor, scope)),
        ...(await checkRehearsal(cluster.rehearsalDoctor, scope)),
      ];
    } finally {
      await cluster.close();
    }
  });
}

function printed({ what, state, detail, cure }: Examined): string {
  const mark = { ok: '✔', warning: '!', failed: '✘', 'not checked': '◦' }[state];
  return `${mark} ${what}: ${detail}${cure === undefined || state === 'ok' ? '' : `\n  ${cure}`}`;
}
