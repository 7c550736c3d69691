import { composeWorkflows } from '../../../src/compose-workflows.ts';
import { readSettings } from '../../../src/config.ts';
import type { Permission } from '../../../src/domain/repository.ts';
import { createSigner } from '../../../src/domain/text/marker.ts';
import { AppError } from '../../../src/errors.ts';
import type { GitHub } from '../../../src/ports/github.ts';
import type { JobContext, JobHandlers, JobKind, JobOptions, JobPayloads } from '../../../src/ports/jobs.ts';
import type { RequestRecord } from '../../../src/ports/requests.ts';
import type { PullIssue } from '../../../src/sandbox/github/main.ts';
import { createManagementClusters } from '../../../src/workflows/management-clusters.ts';
import { place, startWire, type Wire } from '../../github/support/wire.ts';
import { silentLog } from '../../support/silent-log.ts';

/** All workflows on a local GitHub, without a server: jobs run when the test says so, at the time that it says. */
export interface SteppedBot {
  readonly wire: Wire;
  /** Puts the clock there, looks at what is due by time, and runs every job that is. */
  at(time: string): Promise<void>;
  /** Forgets its database. */
  forget(): void;
  /** Gives a command in a comment of a person, and has it carried out. */
  give(body: string): Promise<void>;
  merge(pull: number): Promise<void>;
  /** Runs what is left to do now. */
  settle(): Promise<void>;
  open(): readonly PullIssue[];
  /** Parts of GitHub that are to fail, each once and in this order; what fails twice is lost. */
  breaks(...parts: readonly ('scheduleIssues.write' | 'changes.ensure')[]): void;
}

interface Waiting {
  readonly kind: JobKind;
  readonly payload: unknown;
  readonly options: JobOptions;
  readonly dueAt: number;
}

const isMeant = (error: unknown): boolean => error instanceof AppError && error.detail.startsWith(meant);
const meant = 'the test breaks ';

const environment = {
  APP_ID: '1',
  PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----',
  WEBHOOK_SECRET: 'a secret of the tests',
  SERVED_REPOSITORIES: 'acme/*',
  DATA_DIR: '/nowhere',
};

export async function startSteppedBot(files: Readonly<Record<string, string>>): Promise<SteppedBot> {
  const wire = await startWire(files, 'own');
  const settings = readSettings(environment);
  if (!settings.ok) throw new Error(settings.findings.map(({ message }) => message).join('\n'));
  let now = 0;
  let jobs: Waiting[] = [];
  const requests = new Map<string, RequestRecord>();
  const stored = new Map<string, string>();
  const known = new Set<string>();
  const broken: string[] = [];
  const records = (fits: (record: RequestRecord) => boolean) => Promise.resolve([...requests.values()].filter(fits));
  const once = <Given extends readonly unknown[], T>(part: string, act: (...given: Given) => Promise<T>) => {
    return async (...given: Given): Promise<T> => {
      if (broken[0] !== part) return act(...given);
      throw new AppError('github/unavailable', `${meant}${broken.shift()}`);
    };
  };
  const { scheduleIssues, changes } = wire.github;
  const github: GitHub = {
    ...wire.github,
    scheduleIssues: { ...scheduleIssues, write: once('scheduleIssues.write', scheduleIssues.write) },
    changes: { ...changes, ensure: once('changes.ensure', changes.ensure) },
    permissions: { of: async (_, person): Promise<Permission> => (person.id === 0 ? 'none' : 'write') },
  };

  const add = async <K extends JobKind>(kind: K, payload: JobPayloads[K], options: JobOptions = {}) => {
    const { id, coalesce, delayMs = 0 } = options;
    if (id !== undefined && known.has(id)) return 'known' as const;
    const isWaiting = jobs.some((job) => job.kind === kind && job.options.coalesce === coalesce);
    if (coalesce !== undefined && isWaiting) return 'known' as const;
    if (id !== undefined) known.add(id);
    jobs.push({ kind, payload, options, dueAt: now + delayMs });
    return 'added' as const;
  };
  const handlers: JobHandlers = composeWorkflows({
    settings: settings.settings,
    served: { admits: async () => true },
    github,
    managementClusters: createManagementClusters([]),
    database: {
      jobs: { add, inSight: async () => {}, before: async () => 0 },
      requests: {
        get: async (id) => requests.get(id),
        put: async (record) => void requests.set(record.request.id, record),
        byPull: async (_, pull) => (await records((each) => each.pull?.number === pull))[0],
        byIssue: (_, issue) => records(({ request }) => request.issue === issue),
        liveByCluster: async () => [],
        live: () => records(({ phase }) => phase !== 'ended'),
      },
      settings: {
        get: async (key) => stored.get(key),
        put: async (key, value) => void stored.set(key, value),
        startingWith: async () => [],
      },
      audit: { put: async () => 'added' },
    },
    signer: createSigner({ secret: 'a secret of the tests' }),
    clock: { now: () => now },
    metrics: { command: () => {}, deletion: () => {}, checkWritten: () => {} } as never,
    log: silentLog,
  });

  /** As the queue does: what threw is tried again, and the test sees to it that this helps. */
  const run = async ({ kind, payload }: Waiting): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      const context: JobContext = {
        id: `job-${kind}`,
        attempt,
        lastAttempt: false,
        signal: new AbortController().signal,
      };
      try {
        return await (handlers[kind] as (payload: unknown, context: JobContext) => Promise<void>)(payload, context);
      } catch (error) {
        if (attempt > 1 && isMeant(error)) return;
        if (attempt > 1) throw error;
      }
    }
  };
  const settle = async (): Promise<void> => {
    for (let next = jobs.find(({ dueAt }) => dueAt <= now); next !== undefined; ) {
      const job = next;
      jobs = jobs.filter((each) => each !== job);
      await run(job);
      next = jobs.find(({ dueAt }) => dueAt <= now);
    }
  };
  const pulls = (): readonly PullIssue[] => {
    const all = [...(wire.sandbox.world.store.issues.get(wire.repository.id)?.values() ?? [])];
    return all.filter((each): each is PullIssue => 'pull' in each && each.pull !== undefined);
  };

  const { repository } = wire;
  return {
    wire,
    settle,
    at: async (time) => {
      now = Date.parse(time);
      await add('expire-clusters', { repository });
      await settle();
    },
    forget: () => {
      jobs = [];
      for (const each of [requests, stored, known]) each.clear();
    },
    give: async (body) => {
      const { nodeId } = wire.sandbox.control.comment(place, wire.issue.number, 'ada', body);
      const sender = { id: 7, login: 'ada', bot: false };
      await add('handle-command', {
        ...{ repository, issue: wire.issue.number, sourceNodeId: nodeId, body, sender },
        delivery: 'a test',
      });
      await settle();
    },
    merge: async (pull) => {
      await wire.merge(pull);
      await add('adopt-pull', { repository, pull });
      await settle();
    },
    open: () => pulls().filter(({ state }) => state === 'open'),
    breaks: (...parts) => void broken.push(...parts),
  };
}
