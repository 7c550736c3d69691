import type { SyncCause, SyncCauseCode } from '../sync-cause.ts';

type FluxCauseCode = Exclude<
  SyncCauseCode,
  'comparison' | 'forbidden-by-project' | 'out-of-sync' | 'manual' | 'two-engines'
>;

const cures: Readonly<Record<FluxCauseCode, string>> = {
  'not-followed': 'Add a Kustomization that follows the clusters folder on that branch.',
  'not-held':
    "List the folder in the kustomization.yaml of the Kustomization's path, or let its path be the clusters folder.",
  'no-commit':
    'Let the Kustomization follow a GitRepository, or an OCI artifact that says which commit it was made from.',
  'other-branch': 'Let the GitRepository follow the branch that pull requests are merged into.',
  'not-picked-up': 'Press Refresh, and check that source-controller runs and can reach the repository.',
  'invalid-spec': 'Correct the Kustomization as the message says.',
  source: 'Check the address, branch and Secret of the source, then press Refresh.',
  suspended: 'Resume it: flux resume, or take spec.suspend away.',
  dependency: 'Look at what it depends on; it goes on by itself when that is ready.',
  build:
    'Correct the files as the message says, in a new commit. One broken folder holds back every folder of the Kustomization.',
  forbidden: "Give the Kustomization's service account a role for these kinds in the clusters' namespace.",
  refused: 'Correct the object as the API server says, in a new commit.',
  'sync-failed': 'Correct what the message says, then press Retry.',
  'health-check':
    'Set wait: false, or a longer timeout: a Kustomization that waits for clusters holds back the next commit. Ready tells when a cluster is ready.',
  slow: 'Look at the events of the Kustomization: flux events --for Kustomization/<name>.',
  deleting: 'Find out who deletes the Kustomization; nothing is applied meanwhile.',
};

/** A cause with its cure; a failed apply is told apart by its words where they are known. */
export function fluxCause(code: FluxCauseCode, text: string): SyncCause {
  const told = code === 'sync-failed' ? tellApart(text) : code;
  return { code: told, text, cure: cures[told] };
}

function tellApart(text: string): 'forbidden' | 'refused' | 'sync-failed' {
  if (/is forbidden|cannot (?:get|list|create|patch|update|delete) resource|serviceaccount.*not found/i.test(text))
    return 'forbidden';
  if (/is invalid|denied the request|unknown field|no matches for kind|field not declared|immutable/i.test(text))
    return 'refused';
  return 'sync-failed';
}
