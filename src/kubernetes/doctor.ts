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
  /**
   * Whether the policy that keeps to dry runs meets these credentials: it refuses one name, which is rehearsed here in this
   * namespace. Nothing is ever written.
   */
  isHeld(namespace: string): Promise<boolean>;
}

/** The policy of `deploy/` refuses an object of this name also in a dry run. */
const refusedName = 'clusterops-policy-check';

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
        // Some servers show these to policies, too, and an identity that is held to dry runs may ask nothing else.
        query: { dryRun: 'All' },
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
    async isHeld(namespace) {
      const answer = await transport.call({
        method: 'PATCH',
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${refusedName}`,
        query: { fieldManager: 'clusterops-doctor', dryRun: 'All' },
        contentType: 'application/apply-patch+yaml',
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: refusedName, namespace } },
      });
      if (answer.ok) return false;
      if (answer.refusal.message.includes('ValidatingAdmissionPolicy')) return true;
      throw faultOf(answer.refusal, 'dry run');
    },
  };
}
