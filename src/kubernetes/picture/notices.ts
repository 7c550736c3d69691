import type { Changed } from '../../ports/cluster.ts';
import type { Log } from '../../ports/log.ts';

/** Collects what changed until a batch is done, so that a page of five hundred machines tells each cluster once. */
export interface Notices {
  cluster(namespace: string, cluster: string): void;
  engineObject(namespace: string, kind: string, name: string): void;
  flush(): void;
  listen(listener: (changed: Changed) => void): () => void;
}

export function notices(log: Log): Notices {
  const listeners = new Set<(changed: Changed) => void>();
  const waiting = new Map<string, Changed>();

  return {
    cluster(namespace, cluster) {
      waiting.set(`c/${namespace}/${cluster}`, { namespace, cluster });
    },
    engineObject(namespace, kind, name) {
      waiting.set(`${kind}/${namespace}/${name}`, { namespace, engineObject: { kind, name } });
    },
    flush() {
      if (waiting.size === 0) return;
      const batch = [...waiting.values()];
      waiting.clear();
      for (const listener of [...listeners]) {
        for (const changed of batch) {
          try {
            listener(changed);
          } catch (error) {
            // One listener's fault may not stop the watching.
            log.error({ err: error, ...changed }, 'a listener to cluster changes failed');
          }
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
