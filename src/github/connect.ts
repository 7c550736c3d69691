import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Probot } from 'probot';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { CreationCount } from '../ports/creation-count.ts';
import type { GitHub } from '../ports/github.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { createAnnouncements } from './announcements.ts';
import { type AppCredentials, type AppIdentity, createAppTransport, readApp } from './app.ts';
import { createAutoMerge } from './auto-merge.ts';
import { createBranchRules, type ReadBranchRules } from './branch-rules.ts';
import { createChanges } from './changes.ts';
import { createCommits } from './commits.ts';
import type { DecodeConfiguration } from './configuration-file.ts';
import { createDoctor, type GitHubDoctor } from './doctor.ts';
import { lockShelf, scheduleShelf } from './documents/kept-issues.ts';
import { createReadConfiguration } from './extended-configuration.ts';
import { createFacts } from './facts.ts';
import { graphqlUrlFor } from './graphql-url.ts';
import { createHistory } from './history.ts';
import { type ClientParts, clientFor, createInstallations } from './installations.ts';
import { createKeptIssues } from './kept-issues.ts';
import { createPermissions } from './permissions.ts';
import { createProbot } from './probot.ts';
import { createPulls } from './pulls.ts';
import { createReactions } from './reactions.ts';
import { createRecovery } from './recovery.ts';
import { createRepositoryBook } from './repository-book.ts';
import { createReviews } from './reviews.ts';
import { createTeams } from './teams.ts';
import { createTokens } from './tokens.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { createTree } from './tree.ts';

export interface GitHubOptions {
  readonly app: AppCredentials;
  /** Base address of the REST API; default `https://api.github.com`. */
  readonly apiUrl?: string;
  /** Default: derived from `apiUrl`, as Enterprise Server has it. */
  readonly graphqlUrl?: string;
  readonly decodeConfiguration: DecodeConfiguration;
  /** Where clusters lie unless the configuration says otherwise; asked for in the first request. Default `clusters`. */
  readonly clustersFolderDefault?: string;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly userAgent: string;
  /** Whose rate limits hold; default: those that GitHub publishes. */
  readonly limits?: 'published' | 'own';
  /** Counts what is created together with other processes; absent: there are none. */
  readonly creations?: CreationCount;
  readonly fetch?: typeof fetch;
  /** Time limit of one request; default 15,000. GitHub itself gives up after ten seconds. */
  readonly timeoutMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly random?: () => number;
}

export interface GitHubConnection extends GitHub {
  /** Routes deliveries to handlers by `probot.receive`. */
  readonly probot: Probot;
  readonly doctor: GitHubDoctor;
  readonly branchRules: ReadBranchRules;
  /** Our App, asked for once. */
  self(): Promise<AppIdentity>;
  /** Ends waits for a limit; what is under way is left to end by itself. */
  close(): void;
}

/** GitHub for one App: every port of `GitHub`, each installation with its own token, quota and pace. Opens no connection by itself. */
export function connectGitHub(options: GitHubOptions): GitHubConnection {
  const { app, clock, metrics, log } = options;
  const apiUrl = (options.apiUrl ?? 'https://api.github.com').replace(/\/+$/, '');
  const transport: TransportOptions = {
    apiUrl,
    userAgent: options.userAgent,
    timeoutMs: options.timeoutMs ?? 15_000,
    log,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  };
  const stopping = new AbortController();
  const pause = async (ms: number): Promise<void> => {
    await sleepFor(ms, undefined, { signal: stopping.signal }).catch((cause: unknown) => {
      throw new AppError('github/unavailable', 'the bot is stopping', { cause });
    });
  };
  const parts: ClientParts = {
    clock,
    metrics,
    sleep: options.sleep ?? pause,
    random: options.random ?? Math.random,
    limits: options.limits ?? 'published',
    ...(options.creations === undefined ? {} : { creations: options.creations }),
    graphqlUrl: options.graphqlUrl ?? graphqlUrlFor(apiUrl),
  };
  const appClient = clientFor(0, createAppTransport(app, transport), parts);
  const tokens = createTokens(appClient, clock);
  const clientOf = createInstallations(createTransport(transport), tokens, parts);
  const book = createRepositoryBook(clientOf);
  const { clustersFolderDefault = 'clusters' } = options;
  const readConfiguration = createReadConfiguration(clientOf, options.decodeConfiguration);

  let identity: Promise<AppIdentity> | undefined;
  const self = () => {
    identity ??= readApp(appClient).catch((error: unknown) => {
      identity = undefined;
      throw error;
    });
    return identity;
  };

  return {
    facts: createFacts({
      clientOf,
      book,
      readConfiguration,
      clustersFolderDefault,
      missingPermissions: tokens.missing,
    }),
    permissions: createPermissions(clientOf),
    reactions: createReactions(clientOf),
    pace: { waitFor: (repository, creates) => clientOf(repository).forecast(creates) },
    changes: createChanges({ clientOf, book, botLogin: async () => (await self()).botLogin }),
    announcements: createAnnouncements({ clientOf, book, appId: app.id }),
    pulls: createPulls(clientOf, clock),
    autoMerge: createAutoMerge(clientOf),
    lockIssues: createKeptIssues(clientOf, lockShelf),
    scheduleIssues: createKeptIssues(clientOf, scheduleShelf),
    reviews: createReviews(clientOf),
    teams: createTeams(clientOf),
    tree: createTree({ clientOf, readConfiguration }),
    history: createHistory(clientOf),
    commits: createCommits(clientOf),
    recovery: createRecovery(appClient, clientOf, app.id),
    probot: createProbot(app, transport),
    doctor: createDoctor(appClient),
    branchRules: createBranchRules(clientOf),
    self,
    close: () => stopping.abort(),
  };
}
