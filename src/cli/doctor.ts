import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readSettings, type Settings } from '../config.ts';
import { decodeConfiguration } from '../configuration/decode.ts';
import { placeOf } from '../domain/print-finding.ts';
import { connectGitHub } from '../github/connect.ts';
import { connectCluster } from '../kubernetes/connect.ts';
import { connectionOf } from '../lead-clusters.ts';
import type { ManagementClusterSettings } from '../management-cluster-settings.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { version } from '../version.ts';
import { createServed } from '../workflows/served.ts';
import { checkAssignments } from './doctor-assignments.ts';
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
        what: ['settings', placeOf(finding)].filter((each) => each !== '').join(' '),
        state: 'failed' as const,
        detail: `${finding.code}: ${finding.message}`,
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
    const unlisted = new Map<string, Examined>();
    const repositories = () =>
      github.recovery.repositories((account, because) =>
        unlisted.set(account, {
          ...{ what: `repositories of ${account}`, state: 'failed', detail: because },
          cure: 'Where the organization has an IP allow list, let in the address of the bot.',
        }),
      );
    // One installation that is suspended says nothing of the repositories of others.
    const reached = onGitHub.every(({ state, what }) => state !== 'failed' || what !== 'GitHub App');
    const required = reached
      ? await checkRequired({
          ...github,
          recovery: { repositories },
          appId: settings.github.appId,
          served: createServed(settings.served, settings.managementClusters, kept),
        })
      : [];
    const assigned = await checkAssignments(settings, repositories);
    const clusters = await Promise.all(settings.managementClusters.map((each) => examineCluster(each, log, clock)));
    return [
      ...onGitHub,
      ...unlisted.values(),
      ...required,
      ...assigned,
      ...withNames(settings.managementClusters, clusters),
    ];
  } finally {
    github.close();
  }
}

async function examineCluster(
  settings: ManagementClusterSettings,
  log: ReturnType<typeof createLog>,
  clock: { now(): number },
): Promise<readonly Examined[]> {
  const { place } = settings;
  const cure =
    place === undefined
      ? 'Correct KUBECONFIG and KUBE_CONTEXT.'
      : `Correct kubeconfig and context at ${placeOf({ place })}.`;
  return examine('management cluster', cure, async () => {
    const connection = connectionOf(settings);
    const cluster = await connectCluster({ ...connection, clock, log });
    try {
      return [
        ...(await checkCluster(cluster.doctor, connection)),
        ...(await checkRehearsal(cluster.rehearsalDoctor, connection)),
      ];
    } finally {
      await cluster.close();
    }
  });
}

/** What was found in each management cluster, under its name where there are several. */
function withNames(
  clusters: Settings['managementClusters'],
  examined: readonly (readonly Examined[])[],
): readonly Examined[] {
  if (clusters.length < 2) return examined.flat();
  return clusters.flatMap(({ name }, index) =>
    (examined[index] ?? []).map((each) => ({ ...each, what: `${name}: ${each.what}` })),
  );
}

function printed({ what, state, detail, cure }: Examined): string {
  const mark = { ok: '✔', warning: '!', failed: '✘', 'not checked': '◦' }[state];
  return `${mark} ${what}: ${detail}${cure === undefined || state === 'ok' ? '' : `\n  ${cure}`}`;
}
