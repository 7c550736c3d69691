import { at, text } from './decode/json.ts';
import { faultOf } from './faults.ts';
import type { Transport } from './transport.ts';
import { discoverWatched, type WatchedKind } from './watch/watched-kinds.ts';

/** A right to ask about; `namespace` absent: in all of them. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Questions that `clusterops doctor` puts to the management cluster. Each throws a fault of `kubernetes/…`. */
export interface ClusterDoctor {
  /** The API server's version, e.g. `v1.36.3`. */
  version(): Promise<string>;
  /** The kinds that would be watched, each in the version that would be read. */
  served(): Promise<readonly WatchedKind[]>;
  /** Whether these credentials have the right, by SelfSubjectAccessReview; `because` when the server gives a reason. */
  may(right: Right): Promise<{ readonly allowed: boolean; readonly because?: string }>;
}

export function clusterDoctor(transport: Transport): ClusterDoctor {
  return {
    async version() {
      const answer = await transport.call({ path: '/version' });
      if (!answer.ok) throw faultOf(answer.refusal, 'version');
      return text(at(answer.body, 'gitVersion')) ?? 'unknown';
    },
    served: () => discoverWatched(transport),
    async may(right) {
      const answer = await transport.call({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: right },
        },
      });
      if (!answer.ok) throw faultOf(answer.refusal, 'access review');
      const reason = text(at(answer.body, 'status', 'reason'));
      return { allowed: at(answer.body, 'status', 'allowed') === true, ...(reason ? { because: reason } : {}) };
    },
  };
}
