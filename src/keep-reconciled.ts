import type { RepositoryRef } from './domain/repository.ts';
import type { Jobs } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';
import type { Recovery } from './ports/recovery.ts';
import type { RequestStore } from './ports/requests.ts';
import type { Served } from './ports/served.ts';

interface Needs {
  readonly recovery: Recovery;
  readonly requests: RequestStore;
  readonly jobs: Jobs;
  readonly served: Served;
  readonly recoverDeliveries: () => Promise<number>;
  readonly intervalMs: number;
  /** How often the lifetimes of clusters are looked at. */
  readonly lifetimesMs: number;
  /** How often what previews left behind is looked for. */
  readonly orphansMs: number;
  readonly log: Log;
}

/**
 * Compares with GitHub at the start (every served repository) and at intervals (lost deliveries, and repositories with
 * requests under way), and has lifetimes and orphans looked at. Returns its stopper.
 */
export function keepReconciled(needs: Needs): () => Promise<void> {
  let stopped = false;
  const look = (repository: RepositoryRef, started?: true) =>
    needs.jobs.add(
      'reconcile',
      { repository, ...(started && { started }) },
      { keys: [`${repository.id}/reconcile`], coalesce: `${repository.id}/reconcile` },
    );

  const lookAtLifetimes = (repository: RepositoryRef) =>
    needs.jobs.add(
      'expire-clusters',
      { repository },
      { keys: [`${repository.id}/lifetimes`], coalesce: `${repository.id}/lifetimes` },
    );

  const sweep = (repository: RepositoryRef) =>
    needs.jobs.add(
      'sweep-orphans',
      { repository },
      { keys: [`${repository.id}/orphans`], coalesce: `${repository.id}/orphans` },
    );

  const everywhere = async (...looks: readonly ((repository: RepositoryRef) => Promise<unknown>)[]): Promise<void> => {
    const unread = (account: string, because: string): void =>
      needs.log.warn(
        { account, because },
        'the repositories of an installation are not listed: they are not looked at',
      );
    for (const { ownerId, ...repository } of await needs.recovery.repositories(unread)) {
      if (stopped) return;
      if (await needs.served.admits(repository, ownerId)) for (const each of looks) await each(repository);
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
    await everywhere((repository) => look(repository, true), lookAtLifetimes);
    await needs.recoverDeliveries();
  };
  let running = guarded(begin);
  const regularly = (what: () => Promise<void>, everyMs: number) =>
    setInterval(() => {
      running = running.then(() => (stopped ? undefined : guarded(what)));
    }, everyMs).unref();
  const timers = [
    regularly(again, needs.intervalMs),
    regularly(() => everywhere(lookAtLifetimes), needs.lifetimesMs),
    regularly(() => everywhere(sweep), needs.orphansMs),
  ];
  return async () => {
    stopped = true;
    for (const timer of timers) clearInterval(timer);
    await running;
  };
}
