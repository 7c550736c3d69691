import { stringify } from 'yaml';
import { at, type KubeObject } from '../../../../src/sandbox/kubernetes/object.ts';
import { type Stage, stage } from '../stage.ts';

export const repoUrl = 'https://git.invalid/acme/platform.git';
export const inCluster = 'https://kubernetes.default.svc';

export interface Options {
  readonly name?: string;
  readonly path?: string;
  readonly revision?: string;
  readonly project?: string;
  readonly automated?: object | null;
  readonly syncOptions?: readonly string[];
  readonly finalizers?: readonly string[];
  readonly retry?: number;
}

export const application = ({
  name = 'app',
  path = 'app',
  revision = 'main',
  project = 'default',
  automated = { prune: true },
  syncOptions,
  finalizers,
  retry = 0,
}: Options = {}) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd', ...(finalizers ? { finalizers } : {}) },
  spec: {
    project,
    source: { repoURL: repoUrl, path, targetRevision: revision },
    destination: { server: inCluster, namespace: 'default' },
    syncPolicy: {
      ...(automated === null ? {} : { automated }),
      ...(syncOptions ? { syncOptions } : {}),
      retry: { limit: retry, backoff: { duration: '1s' } },
    },
  },
});

export const map = (
  name: string,
  data: Readonly<Record<string, string>> = {},
  annotations?: Readonly<Record<string, string>>,
) =>
  stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(annotations ? { annotations } : {}) }, data });
export const options = (value: string) => ({ 'argocd.argoproj.io/sync-options': value });

export const app = ({ store }: Stage, name = 'app'): KubeObject | undefined =>
  store.get({ group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name });
export const configMap = ({ store }: Stage, name: string): KubeObject | undefined =>
  store.get({ group: '', kind: 'ConfigMap', namespace: 'default', name });
export const status = (played: Stage, ...path: readonly string[]): unknown => at(app(played), 'status', ...path);
export const synced = (played: Stage, revision: string) => (): boolean =>
  status(played, 'sync', 'status') === 'Synced' && status(played, 'sync', 'revision') === revision;
export const phase = (played: Stage, wanted: string) => (): boolean =>
  status(played, 'operationState', 'phase') === wanted;
export const conditions = (played: Stage): readonly string[] =>
  ((status(played, 'conditions') ?? []) as readonly { readonly type: string; readonly message: string }[]).map(
    ({ type, message }) => `${type}: ${message}`,
  );
export const results = (played: Stage): readonly string[] =>
  (
    (status(played, 'operationState', 'syncResult', 'resources') ?? []) as readonly {
      readonly kind: string;
      readonly name: string;
      readonly status: string;
      readonly message: string;
    }[]
  ).map(({ kind, name, status: result, message }) => `${kind}/${name} ${result}: ${message}`);
export const patch = ({ store }: Stage, change: Readonly<Record<string, unknown>>, name = 'app'): void => {
  store.patch({ group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name }, change);
};
export const started = async (files: Readonly<Record<string, string>>, given: Options = {}): Promise<Stage> => {
  const played = await stage();
  played.git.commit(files);
  played.store.create(application(given));
  return played;
};

/**
 * Resolves when the players have taken several turns, so that what they were going to do to others is done: each marker
 * is an Application that is looked at after all that waited before it.
 */
export const turnsPass = async (played: Stage): Promise<void> => {
  for (const turn of [1, 2, 3, 4]) {
    const name = `marker-${turn}`;
    played.store.create(application({ name, path: 'no-such-folder', automated: null }));
    await played.until(() => at(app(played, name), 'status', 'sync', 'status') === 'Unknown');
    played.store.remove({ group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name });
  }
};
