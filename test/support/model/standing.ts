export const packagings = ['plain', 'kustomize', 'helm', 'clusterclass'] as const;
export type Packaging = (typeof packagings)[number];

export const versions = ['v1.34.3', 'v1.35.0', 'v1.36.0'] as const;
type Version = (typeof versions)[number];

interface Pool {
  readonly replicas: number;
  readonly version: string;
  /** What it had before it was put to sleep. */
  readonly had?: number;
  /** What a person wrote beside its size. */
  readonly note?: string;
}

/** What the files of a cluster should say, by what people did and nothing else. */
export interface Standing {
  readonly pools: Readonly<Record<string, Pool>>;
  readonly hours: number;
  /** Of the control plane. */
  readonly version: string;
  /** What people wrote at the top of its files. */
  readonly notes: readonly string[];
}

export type Change =
  | { readonly kind: 'create' | 'hibernate' | 'wake' | 'delete' }
  | { readonly kind: 'scale'; readonly pool: string; readonly to: number }
  | { readonly kind: 'add-pool' | 'remove-pool'; readonly pool: string }
  | { readonly kind: 'upgrade'; readonly to: Version }
  | { readonly kind: 'extend'; readonly by: number };

/** What a change makes of a cluster that stands, or the code of the refusal. */
type Outcome = Standing | string;

export const fresh = (workers: number): Standing => ({
  ...{ pools: { 'md-0': { replicas: workers, version: versions[0] } }, hours: 72, version: versions[0], notes: [] },
});

export const creation = (name: string, packaging: Packaging, workers: number): string =>
  `/create-cluster eu-west-1 name=${name} control-plane=1 workers=${workers} ttl=72h packaging=${packaging}`;

export function commandOf(change: Change, name: string, packaging: Packaging): string {
  switch (change.kind) {
    case 'create':
      return creation(name, packaging, 2);
    case 'scale':
      return `/scale-cluster ${name} pool=${change.pool} workers=${change.to}`;
    case 'add-pool':
      return `/add-pool ${name} pool=${change.pool} workers=1`;
    case 'remove-pool':
      return `/remove-pool ${name} pool=${change.pool}`;
    case 'upgrade':
      return `/upgrade-cluster ${name} version=${change.to.slice(1)}`;
    case 'extend':
      return `/extend-cluster ${name} ttl=${change.by}h`;
    default:
      return `/${change.kind}-cluster ${name}`;
  }
}

export function edited(change: Change, standing: Standing, packaging: Packaging): Outcome {
  const { pools, hours } = standing;
  switch (change.kind) {
    case 'scale': {
      const pool = pools[change.pool];
      if (pool === undefined) return 'cluster/pool-unknown';
      if (pool.replicas === change.to) return 'request/no-change';
      return { ...standing, pools: { ...pools, [change.pool]: { ...pool, replicas: change.to } } };
    }
    case 'extend':
      return { ...standing, hours: hours + change.by };
    case 'add-pool': {
      if (change.pool in pools) return 'cluster/taken';
      if (Object.values(pools).some(({ version }) => version !== standing.version)) return 'cluster/upgrade-continues';
      const pool: Pool = { replicas: 1, version: standing.version };
      return { ...standing, pools: { ...pools, [change.pool]: pool } };
    }
    case 'remove-pool':
      return withoutPool(standing, change.pool, packaging);
    case 'upgrade':
      return upgraded(standing, change.to, packaging);
    case 'hibernate':
      if (Object.values(pools).every(({ replicas }) => replicas === 0)) return 'request/no-change';
      return withPools(standing, (pool) => (pool.replicas === 0 ? pool : { ...pool, replicas: 0, had: pool.replicas }));
    case 'wake':
      if (Object.values(pools).every(({ had }) => had === undefined)) return 'request/no-change';
      return withPools(standing, ({ had, ...pool }) =>
        pool.replicas === 0 && had !== undefined ? { ...pool, replicas: had } : pool,
      );
    default:
      throw new Error(`${change.kind} edits nothing`);
  }
}

const withPools = (standing: Standing, of: (pool: Pool) => Pool): Standing => ({
  ...standing,
  pools: Object.fromEntries(Object.entries(standing.pools).map(([name, pool]) => [name, of(pool)])),
});

function withoutPool(standing: Standing, name: string, packaging: Packaging): Outcome {
  const { [name]: pool, ...pools } = standing.pools;
  if (pool === undefined) return 'cluster/pool-unknown';
  if (Object.keys(pools).length === 0) return 'cluster/workers-needed';
  // It stands in the base that clusters share.
  if (packaging === 'kustomize' && name === 'md-0') return 'manifest/not-editable';
  return { ...standing, pools };
}

/** The control plane first and then what is behind; Cluster API brings up the pools of a topology by itself. */
function upgraded(standing: Standing, to: Version, packaging: Packaging): Outcome {
  const steps = versions.indexOf(to) - versions.indexOf(standing.version as Version);
  if (steps < 0 || steps > 1) return 'cluster/upgrade-path';
  const isBehind = ({ version }: Pool): boolean => version < to;
  const caughtUp = withPools(standing, (pool) => (isBehind(pool) ? { ...pool, version: to } : pool));
  if (steps === 1) return { ...(packaging === 'clusterclass' ? caughtUp : standing), version: to };
  return Object.values(standing.pools).some(isBehind) ? caughtUp : 'request/no-change';
}
