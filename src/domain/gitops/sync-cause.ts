/** What Argo CD tells. */
type ArgoCdCauseCode =
  | 'not-followed'
  | 'other-branch'
  | 'not-picked-up'
  | 'invalid-spec'
  | 'comparison'
  | 'forbidden-by-project'
  | 'refused'
  | 'sync-failed'
  | 'out-of-sync'
  | 'manual'
  | 'slow'
  | 'deleting';

/** What only Flux tells; the rest it shares with Argo CD. */
type FluxCauseCode =
  | 'not-held'
  | 'no-commit'
  | 'source'
  | 'suspended'
  | 'dependency'
  | 'build'
  | 'forbidden'
  | 'health-check'
  | 'chart'
  | 'release'
  | 'rolled-back';

export type SyncCauseCode = ArgoCdCauseCode | FluxCauseCode | 'two-engines' | 'other-cluster';

/** Why a sync does not get on. Plain text: the report encodes it. */
export interface SyncCause {
  readonly code: SyncCauseCode;
  /** What the engine said. */
  readonly text: string;
  readonly cure: string;
}

const cures: Readonly<Record<ArgoCdCauseCode, string>> = {
  'not-followed': 'Add an ApplicationSet or Application that follows the clusters folder on that branch.',
  'other-branch': 'Let the Application follow the branch that pull requests are merged into.',
  'not-picked-up': 'Press Refresh, and check that Argo CD can reach the repository.',
  'invalid-spec': 'Correct the Application: its project, repository or destination.',
  comparison: 'Check that Argo CD can read the repository and build the folder, then press Refresh.',
  'forbidden-by-project': 'Allow the kind, namespace or repository in the AppProject of the Application.',
  refused: 'Correct the object as the API server says, in a new commit.',
  'sync-failed': 'Correct what the message says, then press Retry.',
  'out-of-sync': 'Look at the difference in Argo CD; press Retry to sync again.',
  manual: 'The Application does not sync by itself: sync it in Argo CD, press Retry, or turn automated sync on.',
  slow: 'Look at the hooks and sync waves of the Application in Argo CD.',
  deleting: 'Find out who deletes the Application; nothing is synced meanwhile.',
};

/** A cause with its cure; a failed sync is told apart by its words where they are known. */
export function causeOf(code: ArgoCdCauseCode, text: string): SyncCause {
  const told = code === 'sync-failed' ? tellApart(text) : code;
  return { code: told, text, cure: cures[told] };
}

function tellApart(text: string): ArgoCdCauseCode {
  if (/not permitted in project|is not permitted|namespace \S+ is not permitted/i.test(text))
    return 'forbidden-by-project';
  if (/is invalid|denied the request|unknown field|no matches for kind|strict decoding/i.test(text)) return 'refused';
  return 'sync-failed';
}
