import { AppError } from '../../errors.ts';
import { pause } from '../timers.ts';
import { endedBy } from '../transport.ts';
import { backOff } from './back-off.ts';
import type { Sink, SupervisedWatch, WatchNeeds } from './contract.ts';
import { superviseWatch } from './supervise.ts';
import { discoverWatched, type WatchedKind } from './watched-kinds.ts';

interface KindNeeds extends Omit<WatchNeeds, 'onUnserved'> {
  /** The namespaces in which a kind is watched; `undefined` stands for all. */
  readonly namespacesOf: (kind: WatchedKind) => readonly (string | undefined)[];
  readonly open: (kind: WatchedKind) => Sink & { clear(): void };
}

export interface KindSupervisor {
  watches(): readonly SupervisedWatch[];
  /** The last discovery: `undefined` until one succeeded, and while its kinds are being taken over. */
  served(): readonly WatchedKind[] | undefined;
  /** Why discovery does not succeed; absent when it does. */
  trouble(): { readonly since: number; readonly because: string } | undefined;
  stop(): Promise<void>;
}

interface Running {
  readonly watch: SupervisedWatch;
  readonly sink: Sink & { clear(): void };
  missingSince: number | undefined;
}

const identity = (kind: WatchedKind, namespace: string | undefined): string =>
  `${kind.group}/${kind.version}/${kind.plural}/${namespace ?? '*'}`;

/** Keeps one supervised watch for each watched kind that the server serves, as kinds come and go. */
export function superviseKinds(needs: KindNeeds): KindSupervisor {
  const { clock, limits, log, timers } = needs;
  const stopping = new AbortController();
  const running = new Map<string, Running>();
  const wait = backOff(needs.random);
  let served: readonly WatchedKind[] | undefined;
  let trouble: { readonly since: number; readonly because: string } | undefined = {
    since: clock.now(),
    because: 'the kinds that the API server serves are not known yet',
  };
  let wake = new AbortController();

  function start(kind: WatchedKind, namespace: string | undefined): Running {
    const sink = needs.open(kind);
    const watch = superviseWatch({ ...needs, onUnserved: () => wake.abort() }, kind, namespace, sink);
    return { watch, sink, missingSince: undefined };
  }

  async function end(key: string, { watch, sink }: Running): Promise<void> {
    // Until the kinds are all adopted, what is missing from the picture means nothing.
    served = undefined;
    running.delete(key);
    await watch.stop();
    sink.clear();
  }

  /** Ends the watches of kinds that are gone; returns true when one is missing that is not given up yet. */
  async function retire(kinds: readonly WatchedKind[], wanted: ReadonlyMap<string, unknown>): Promise<boolean> {
    let waiting = false;
    for (const [key, known] of [...running]) {
      if (wanted.has(key)) {
        known.missingSince = undefined;
        continue;
      }
      const { kind } = known.watch;
      const otherVersion = kinds.some((other) => other.group === kind.group && other.kind === kind.kind);
      known.missingSince ??= clock.now();
      if (otherVersion || clock.now() - known.missingSince >= limits.vanished) {
        log.info(
          { kind: kind.kind, group: kind.group, version: kind.version },
          'a kind or version of it is no longer served',
        );
        await end(key, known);
      } else waiting = true;
    }
    return waiting;
  }

  async function adopt(kinds: readonly WatchedKind[]): Promise<boolean> {
    const wanted = new Map<string, () => Running>();
    for (const kind of kinds) {
      for (const namespace of needs.namespacesOf(kind)) {
        wanted.set(identity(kind, namespace), () => start(kind, namespace));
      }
    }
    const waiting = await retire(kinds, wanted);
    for (const [key, begin] of wanted) if (!running.has(key)) running.set(key, begin());
    return waiting;
  }

  async function turn(): Promise<number> {
    try {
      const kinds = await discoverWatched(endedBy(stopping.signal, needs.transport));
      if (stopping.signal.aborted) return 0;
      const waiting = await adopt(kinds);
      served = kinds;
      trouble = undefined;
      wait.reset();
      return waiting ? limits.vanished / 4 : limits.discovery * (0.9 + needs.random() * 0.2);
    } catch (error) {
      const because = error instanceof AppError ? error.detail : String(error);
      if (trouble?.because !== because) log.warn({ because }, 'discovery of the served kinds failed');
      trouble = { since: trouble?.since ?? clock.now(), because };
      return wait.next();
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const delay = await turn();
      needs.onHealth();
      const least = Math.min(delay, limits.discoveryAtMost);
      await pause(timers, least, stopping.signal);
      await pause(timers, delay - least, AbortSignal.any([stopping.signal, wake.signal]));
      wake = new AbortController();
    }
  }

  const ended = run();
  return {
    watches: () => [...running.values()].map(({ watch }) => watch),
    served: () => served,
    trouble: () => trouble,
    async stop() {
      stopping.abort();
      await ended;
      await Promise.all([...running.values()].map(({ watch }) => watch.stop()));
    },
  };
}
