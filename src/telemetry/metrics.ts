import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../ports/metrics.ts';

/** Values that are read when somebody asks for the metrics. A source that fails leaves its gauges as they were. */
export interface MetricSources {
  readonly jobs?: () => Promise<
    readonly {
      readonly kind: string;
      readonly waiting: number;
      readonly active: number;
      readonly dead: number;
      readonly oldestSeconds: number;
    }[]
  >;
  readonly inbox?: () => Promise<{ readonly waiting: number; readonly oldestSeconds: number; readonly dead: number }>;
  /** For each management cluster, whether this process watches it, and seconds since the oldest watch heard from the API server. */
  readonly watches?: () => readonly {
    readonly managementCluster: string;
    readonly leads: boolean;
    readonly lagSeconds: number;
  }[];
  /** Age in seconds of the oldest check run that is not completed; 0 when there is none. */
  readonly oldestCheckSeconds?: () => Promise<number>;
}

export interface MetricsRegistry extends Metrics {
  /** Adds sources, once the parts that know them exist. */
  observe(sources: MetricSources): void;
  /** The exposition text with its content type. */
  expose(): Promise<{ readonly type: string; readonly text: string }>;
}

const durations = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Prometheus metrics. Labels are bounded: no login, no name of a cluster or repository. */
export const createMetrics = (): MetricsRegistry => {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  collectDefaultMetrics({ register: registry });

  const deliveries = counter('clusterops_deliveries_total', 'Webhook deliveries by what became of them.', ['outcome']);
  const commands = counter('clusterops_commands_total', 'Commands by name and outcome.', ['command', 'outcome']);
  const jobs = counter('clusterops_job_runs_total', 'Runs of jobs by kind and outcome.', ['kind', 'outcome']);
  const jobSeconds = new Histogram({
    name: 'clusterops_job_seconds',
    help: 'How long runs of jobs took.',
    labelNames: ['kind'],
    buckets: durations,
    registers,
  });
  const requests = counter('clusterops_github_requests_total', 'Requests to GitHub by kind and status class.', [
    'installation',
    'kind',
    'status',
  ]);
  const quota = gauge('clusterops_github_quota_remaining', "What is left of an installation's GitHub quota.", [
    'installation',
    'resource',
  ]);
  const deletions = counter(
    'clusterops_deletions_total',
    'Deletions, confirmed or of orphans, by what became of them.',
    ['outcome'],
  );
  const checks = counter('clusterops_checks_written_total', 'Check runs written by stage and state.', [
    'stage',
    'state',
  ]);
  const depth = gauge('clusterops_jobs', 'Jobs by kind and state.', ['kind', 'state']);
  const age = gauge('clusterops_job_oldest_seconds', 'Age of the oldest job that could run.', ['kind']);
  const inboxDepth = gauge('clusterops_inbox', 'Deliveries in the inbox by state.', ['state']);
  const inboxAge = gauge('clusterops_inbox_oldest_seconds', 'Age of the oldest delivery that waits.');
  const lag = gauge('clusterops_watch_lag_seconds', 'Seconds since the oldest watch last heard from the API server.', [
    'management_cluster',
  ]);
  const leader = gauge('clusterops_leader', '1 in the process that watches the management cluster, else 0.', [
    'management_cluster',
  ]);
  const checkAge = gauge('clusterops_check_oldest_seconds', 'Age of the oldest check run that is not completed.');
  const failures = counter('clusterops_metric_source_failures_total', 'Sources of metrics that could not be read.', [
    'source',
  ]);

  let sources: MetricSources = {};

  const read = async <T>(
    name: string,
    source: (() => Promise<T> | T) | undefined,
    set: (value: T) => void,
  ): Promise<void> => {
    if (source === undefined) return;
    try {
      set(await source());
    } catch {
      failures.inc({ source: name });
    }
  };

  const collect = async (): Promise<void> => {
    await read('jobs', sources.jobs, (kinds) => {
      depth.reset();
      age.reset();
      for (const { kind, waiting, active, dead, oldestSeconds } of kinds) {
        depth.set({ kind, state: 'waiting' }, waiting);
        depth.set({ kind, state: 'active' }, active);
        depth.set({ kind, state: 'dead' }, dead);
        age.set({ kind }, oldestSeconds);
      }
    });
    await read('inbox', sources.inbox, ({ waiting, dead, oldestSeconds }) => {
      inboxDepth.set({ state: 'waiting' }, waiting);
      inboxDepth.set({ state: 'dead' }, dead);
      inboxAge.set(oldestSeconds);
    });
    await read('watch', sources.watches, (watches) => {
      for (const { managementCluster, leads, lagSeconds } of watches) {
        lag.set({ management_cluster: managementCluster }, lagSeconds);
        leader.set({ management_cluster: managementCluster }, leads ? 1 : 0);
      }
    });
    await read('checks', sources.oldestCheckSeconds, (seconds) => checkAge.set(seconds));
  };

  return {
    delivery: (outcome) => deliveries.inc({ outcome }),
    command: (command, outcome) => commands.inc({ command, outcome }),
    job: (kind, outcome, seconds) => {
      jobs.inc({ kind, outcome });
      jobSeconds.observe({ kind }, seconds);
    },
    githubRequest: (installation, kind, status) =>
      requests.inc({ installation, kind, status: status === 0 ? 'failed' : `${Math.floor(status / 100)}xx` }),
    githubQuota: (installation, resource, remaining) => quota.set({ installation, resource }, remaining),
    deletion: (outcome) => deletions.inc({ outcome }),
    checkWritten: (stage, state) => checks.inc({ stage, state }),
    observe: (more) => {
      sources = { ...sources, ...more };
    },
    expose: async () => {
      await collect();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
};
