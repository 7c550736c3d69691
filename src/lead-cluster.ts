import { AppError } from './errors.ts';
import type { ClusterActs, ClusterView, ManagementCluster, WatchState } from './ports/cluster.ts';
import type { Candidacy, Leadership } from './ports/leadership.ts';
import type { Log } from './ports/log.ts';

interface Connection extends ManagementCluster {
  readonly acts: ClusterActs;
  start(): void;
  close(): Promise<void>;
}

interface Needs {
  /** The management cluster's name: what jobs are bound to, and what is led. */
  readonly place: string;
  readonly leadership: Leadership;
  /** Connects without a request; `onState` is told of the picture of this connection. */
  readonly connect: (onState: (state: WatchState) => void) => Promise<Connection>;
  /** Turns changes into jobs while this process leads. */
  readonly follow: (view: ClusterView) => { lookAtAll(): void; stop(): Promise<void> };
  /** A place was won. */
  readonly onWon: () => void;
  readonly log: Log;
}

export interface LedCluster extends ManagementCluster {
  /** Whether this process keeps the picture now. */
  leads(): boolean;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface Term {
  readonly view: ClusterView;
  end(): Promise<void>;
}

/**
 * A management cluster that one of the replicas watches. The picture and the acts of the others throw `queue/elsewhere`, which
 * moves a job to the leader. A new leader begins with an empty picture: what happened in between is found by its first lists.
 */
export async function leadCluster(needs: Needs): Promise<LedCluster> {
  const { place, log } = needs;
  const lasting = await needs.connect(() => {});
  let candidacy: Candidacy | undefined;
  let term: Term | undefined;
  let closed = false;
  let turning: Promise<void> = Promise.resolve();

  const leads = (): boolean => term !== undefined && candidacy?.leads() === true;

  const begin = async (): Promise<void> => {
    if (closed || term !== undefined || candidacy?.leads() === false) return;
    let onState = (): void => {};
    const connection = await needs.connect(() => onState());
    const following = needs.follow(connection.view);
    onState = following.lookAtAll;
    term = {
      view: connection.view,
      end: async () => {
        await following.stop();
        await connection.close();
      },
    };
    connection.start();
    needs.onWon();
  };

  const end = async (): Promise<void> => {
    const ending = term;
    term = undefined;
    await ending?.end();
  };

  const turn = (what: () => Promise<void>): void => {
    turning = turning
      .then(what)
      .catch((error: unknown) => log.error({ err: error, place }, 'the lead could not be taken or given up'));
  };

  const elsewhere = (): AppError =>
    new AppError('queue/elsewhere', `another replica watches the management cluster ${place}`, { place });

  const view = (): ClusterView => {
    if (term === undefined || !leads()) throw elsewhere();
    return term.view;
  };
  const leading =
    <A extends readonly unknown[], R>(act: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (!leads()) throw elsewhere();
      return act(...given);
    };
  const guarded = ({ read, topologyClass, put, patch, remove }: ClusterActs): ClusterActs => ({
    read: leading(read),
    topologyClass: leading(topologyClass),
    put: leading(put),
    patch: leading(patch),
    remove: leading(remove),
  });

  return {
    view: {
      state: () => view().state(),
      cluster: (namespace, name) => view().cluster(namespace, name),
      clusters: (namespace) => view().clusters(namespace),
      referrers: (namespace, template) => view().referrers(namespace, template),
      gitops: () => view().gitops(),
      lagSeconds: () => (leads() ? view().lagSeconds() : 0),
      onChange: (listener) => view().onChange(listener),
    },
    // Questions that need no picture are asked by any replica.
    servedApis: lasting.servedApis,
    ...(lasting.serves === undefined ? {} : { serves: lasting.serves }),
    acts: guarded(lasting.acts),
    ...(lasting.rehearse === undefined ? {} : { rehearse: lasting.rehearse }),
    leads,
    async start() {
      candidacy = await needs.leadership.stand(place, { won: () => turn(begin), lost: () => turn(end) });
      await turning;
    },
    async close() {
      closed = true;
      turn(end);
      await turning;
      await candidacy?.close();
      await lasting.close();
    },
  };
}
