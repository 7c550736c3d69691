import type { Recovery } from './ports/github.ts';
import type { Jobs } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';
import type { RequestStore } from './ports/requests.ts';
import type { Served } from './ports/served.ts';

interface Needs {
  readonly recovery: Recovery;
  readonly requests: RequestStore;
  readonly jobs: Jobs;
  readonly served: Served;
  readonly recoverDeliveries: () => Promise<number>;
  readonly intervalMs: number;
  readonly log: Log;
}

/**
 * Compares with GitHub at the start (every served repository) and at intervals (lost deliveries, and repositories with
 * requests under way). Returns its stopper.
 */
export function keepReconciled(needs: Needs): () => Promise<void> {
  let stopped = false;
  const look = (repository: Parameters<Served['admits']>[0]) =>
    needs.jobs.add(
      'reconcile',
      { repository },
      { keys: [`${repository.id}/reconcile`], coalesce: `${repository.id}/reconcile` },
    );

  const first = async (): Promise<void> => {
    for (const { ownerId, ...repository } of await needs.recovery.repositories()) {
      if (stopped) return;
      if (await needs.served.admits(repository, ownerId)) await look(repository);
    }
  };
  const again = async (): Promise<void> => {
    await needs.recoverDeliveries();
    const live = await needs.requests.live();
    const repositories = new Map(live.map(({ request }) => [request.repository.id, request.repository]));
    for (const repository of repositories.values()) await look(repository);
  };
  const guarded = async (what: () => Promise<void>): Promise<void> => {
    await what().catch((error: unknown) =>
      needs.log.warn({ err: error }, 'GitHub could not be compared with; the next look will do it'),
    );
  };

  const begin = async (): Promise<void> => {
    await first();
    await needs.recoverDeliveries();
  };
  let running = guarded(begin);
  const timer = setInterval(() => {
    running = running.then(() => (stopped ? undefined : guarded(again)));
  }, needs.intervalMs);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
