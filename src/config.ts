import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from './domain/finding.ts';
import { repositoryPatternForm } from './domain/repository-pattern.ts';
import { type ManagementClusterSettings, readManagementClusters } from './management-cluster-settings.ts';
import { readPrivateKey } from './private-key.ts';
import { invalid, missing } from './settings-findings.ts';

/** All that the environment decides, read once and frozen. */
export interface Settings {
  readonly github: {
    readonly appId: number;
    /** PEM. */
    readonly privateKey: string;
    readonly apiUrl: string;
    /** Absent: derived from `apiUrl`, as Enterprise Server has it. */
    readonly graphqlUrl?: string;
    readonly limits: 'published' | 'own';
  };
  readonly webhook: { readonly secret: string; readonly previousSecret?: string; readonly maxBytes: number };
  readonly markers: { readonly secret: string; readonly previousSecret?: string };
  readonly web: { readonly host: string; readonly port: number; readonly metricsPort?: number };
  readonly database:
    | { readonly kind: 'postgres'; readonly url: string }
    | { readonly kind: 'pglite'; readonly folder: string };
  readonly served: readonly string[];
  readonly commandPrefix: string;
  /** Where the pages of docs/ are found, for links; absent: they are named only. */
  readonly docsUrl?: string;
  /** Empty: there is none to see. */
  readonly managementClusters: readonly ManagementClusterSettings[];
  readonly log: { readonly level: LogLevel; readonly pretty: boolean };
  /** Milliseconds. */
  readonly timing: {
    readonly coalesce: number;
    readonly reconcile: number;
    readonly grace: number;
    readonly settle: number;
    /** How often lifetimes are looked at. */
    readonly lifetimes: number;
    /** How often orphans are looked for. */
    readonly orphans: number;
    /** After this long what holds a deletion asks for somebody. */
    readonly stuck: number;
  };
  readonly concurrency: number;
  /** Most Clusters that are deleted within an hour, as confirmed or as orphans. */
  readonly deletionsAnHour: number;
  readonly builders: BuilderSettings;
}

/** Where the programs that build folders are. */
export interface BuilderSettings {
  /** Path of the program, or `off`; absent: looked for in `searched`. */
  readonly kustomize?: string;
  readonly helm?: string;
  readonly searched: readonly string[];
}

export type SettingsRead =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly findings: readonly Finding[] };

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment; every fault is reported at once. `readFile` and `exists` are for tests. */
export function readSettings(
  environment: Environment,
  files: { readonly read: (path: string) => string; readonly exists: (path: string) => boolean } = diskFiles,
): SettingsRead {
  const findings: Finding[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const list = (name: string): readonly string[] =>
    (text(name) ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  const number = (name: string, fallback: number, low: number, high: number): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const parsed = Number(value);
    if (Number.isInteger(parsed) && parsed >= low && parsed <= high) return parsed;
    findings.push(
      invalid(
        name,
        `"${value}" is not a whole number from ${low} to ${high}`,
        'Correct the number or remove the line.',
      ),
    );
    return fallback;
  };
  const oneOf = <T extends string>(name: string, fallback: T, allowed: readonly T[]): T => {
    const value = text(name) ?? fallback;
    const found = allowed.find((each) => each === value);
    if (found === undefined)
      findings.push(
        invalid(name, `"${value}" is not one of ${allowed.join(', ')}`, `Use one of ${allowed.join(', ')}.`),
      );
    return found ?? fallback;
  };
  const address = (name: string, fallback: string): string => {
    const value = text(name) ?? fallback;
    if (/^https?:\/\//.test(value) && URL.canParse(value)) return value.replace(/\/+$/, '');
    findings.push(
      invalid(
        name,
        `"${value}" is not an http or https address`,
        'Give the whole address, such as https://github.example.com/api/v3.',
      ),
    );
    return fallback;
  };

  const appId = text('APP_ID');
  if (appId === undefined) findings.push(missing('APP_ID', 'it is the number on the settings page of the GitHub App.'));
  else if (!/^[1-9]\d{0,14}$/.test(appId))
    findings.push(
      invalid('APP_ID', `"${appId}" is not a number`, 'Copy the App ID from the settings page of the GitHub App.'),
    );

  const privateKey = readPrivateKey(text('PRIVATE_KEY'), text('PRIVATE_KEY_PATH'), files.read, findings);

  const secret = text('WEBHOOK_SECRET');
  if (secret === undefined) findings.push(missing('WEBHOOK_SECRET', 'without it anybody could send commands.'));
  else if (secret.length < 8)
    findings.push(
      invalid(
        'WEBHOOK_SECRET',
        'it is shorter than 8 characters',
        'Make one with `openssl rand -hex 32` and set it in the App too.',
      ),
    );

  const served = list('SERVED_REPOSITORIES');
  if (served.length === 0) {
    findings.push(
      missing(
        'SERVED_REPOSITORIES',
        'no repository would be served. List them as owner/name or owner/*, separated by commas; * serves every installation.',
      ),
    );
  }
  for (const pattern of served) {
    if (!repositoryPatternForm.test(pattern)) {
      findings.push(
        invalid('SERVED_REPOSITORIES', `"${pattern}" is not owner/name, owner/* or *`, 'Correct the pattern.'),
      );
    }
  }

  const commandPrefix = text('COMMAND_PREFIX') ?? 'clusterops';
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(commandPrefix)) {
    findings.push(
      invalid(
        'COMMAND_PREFIX',
        `"${commandPrefix}" is not a word of lower-case letters, digits and hyphens`,
        'Use something like clusterops.',
      ),
    );
  }

  const databaseUrl = text('DATABASE_URL');
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    findings.push(
      invalid(
        'DATABASE_URL',
        'it does not begin with postgres://',
        'Give a Postgres address, or remove the line to use the embedded database.',
      ),
    );
  }

  const apiUrl = address('GITHUB_API_URL', 'https://api.github.com');
  const graphqlUrl = text('GITHUB_GRAPHQL_URL') === undefined ? undefined : address('GITHUB_GRAPHQL_URL', '');
  const metricsPort = text('METRICS_PORT') === 'off' ? undefined : number('METRICS_PORT', 9090, 0, 65_535);
  const previousSecret = text('WEBHOOK_SECRET_PREVIOUS');
  const markerSecret = text('MARKER_SECRET');
  const previousMarker = text('MARKER_SECRET_PREVIOUS') ?? (markerSecret === undefined ? previousSecret : secret);
  const settings: Settings = {
    github: {
      appId: Number(appId ?? 0),
      privateKey,
      apiUrl,
      ...(graphqlUrl === undefined ? {} : { graphqlUrl }),
      limits: oneOf('GITHUB_RATE_LIMITS', 'published', ['published', 'own']),
    },
    webhook: {
      secret: secret ?? '',
      ...(previousSecret === undefined ? {} : { previousSecret }),
      maxBytes: number('WEBHOOK_MAX_BYTES', 25 * 1024 * 1024, 1024, 100 * 1024 * 1024),
    },
    markers: {
      secret: markerSecret ?? secret ?? '',
      ...(previousMarker === undefined ? {} : { previousSecret: previousMarker }),
    },
    web: {
      host: text('HOST') ?? '0.0.0.0',
      port: number('PORT', 3000, 0, 65_535),
      ...(metricsPort === undefined ? {} : { metricsPort }),
    },
    database:
      databaseUrl === undefined
        ? { kind: 'pglite', folder: resolve(text('DATA_DIR') ?? './data') }
        : { kind: 'postgres', url: databaseUrl },
    served,
    commandPrefix,
    ...(text('DOCS_URL') === undefined ? {} : { docsUrl: address('DOCS_URL', '') }),
    managementClusters: readManagementClusters({ text, list, oneOf }, files, served, findings),
    log: {
      level: oneOf('LOG_LEVEL', 'info', logLevels),
      pretty: oneOf('LOG_FORMAT', 'json', ['json', 'pretty']) === 'pretty',
    },
    timing: {
      coalesce: number('COALESCE_MS', 1_500, 0, 60_000),
      reconcile: number('RECONCILE_SECONDS', 300, 1, 86_400) * 1_000,
      grace: number('SHUTDOWN_GRACE_SECONDS', 25, 0, 600) * 1_000,
      settle: number('CLEANUP_RECHECK_MS', 5_000, 10, 600_000),
      lifetimes: number('LIFETIME_LOOK_SECONDS', 900, 1, 86_400) * 1_000,
      orphans: number('ORPHAN_LOOK_SECONDS', 3_600, 1, 86_400) * 1_000,
      stuck: number('DELETION_STUCK_SECONDS', 1_200, 1, 86_400) * 1_000,
    },
    concurrency: number('CONCURRENCY', 16, 1, 64),
    deletionsAnHour: number('DELETIONS_PER_HOUR', 5, 0, 1_000),
    builders: readBuilderSettings(environment),
  };
  return findings.length > 0 ? { ok: false, findings } : { ok: true, settings: Object.freeze(settings) };
}

/** The part of the settings that the command line needs as well. */
export function readBuilderSettings(environment: Environment): BuilderSettings {
  const kustomize = environment['KUSTOMIZE_PATH']?.trim() || undefined;
  const helm = environment['HELM_PATH']?.trim() || undefined;
  return {
    ...(kustomize === undefined ? {} : { kustomize: kustomize === 'off' ? kustomize : resolve(kustomize) }),
    ...(helm === undefined ? {} : { helm: helm === 'off' ? helm : resolve(helm) }),
    searched: (environment.PATH ?? '').split(':').filter((folder) => folder.startsWith('/')),
  };
}

const diskFiles = {
  read: (path: string) => readFileSync(path, 'utf8'),
  exists: (path: string) => {
    try {
      readFileSync(path);
      return true;
    } catch {
      return false;
    }
  },
};
