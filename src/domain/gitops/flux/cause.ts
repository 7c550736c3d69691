import type { SyncCause, SyncCauseCode } from '../sync-cause.ts';

export type FluxCauseCode = Exclude<
  SyncCauseCode,
  'comparison' | 'forbidden-by-project' | 'out-of-sync' | 'manual' | 'two-engines' | 'other-cluster'
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
  chart: 'Correct the Chart.yaml of the folder, or the chart that it depends on, as the message says, in a new commit.',
  release: 'Correct what the message says, then press Retry: flux events --for HelmRelease/<name> tells more.',
  'rolled-back': 'Correct what the message says in a new commit; until then the cluster is as before.',
};

/** What cures a HelmRelease where it is not the same as for a Kustomization. */
const curesOfRelease: Partial<Readonly<Record<FluxCauseCode, string>>> = {
  'not-held': 'Find out who removed it; the Kustomization makes it again when it next reconciles.',
  'no-commit':
    'Give it reconcileStrategy: Revision and the targetNamespace of the cluster, as packaging=helm writes it.',
  'not-picked-up': 'Press Refresh, and check that source-controller and helm-controller run.',
  'invalid-spec': 'Correct the HelmRelease as the message says.',
  forbidden:
    'Give the service account of the HelmRelease a role for these kinds in its namespace, and one for Secrets in the storageNamespace.',
  slow: 'Look at the events of the HelmRelease: flux events --for HelmRelease/<name>.',
  deleting: 'Find out who deletes the HelmRelease: Helm takes away with it what does not say that it is kept.',
};

/** A cause with its cure; a failed apply is told apart by its words where they are known. */
export function fluxCause(code: FluxCauseCode, text: string): SyncCause {
  const told = code === 'sync-failed' ? tellApart(text) : code;
  return { code: told, text, cure: cures[told] };
}

/** The same for a HelmRelease. */
export function releaseCause(code: FluxCauseCode, text: string): SyncCause {
  const known = code === 'release' ? tellApart(text) : code;
  const told = known === 'sync-failed' ? 'release' : known;
  return { code: told, text, cure: curesOfRelease[told] ?? cures[told] };
}

function tellApart(text: string): 'forbidden' | 'refused' | 'sync-failed' {
  if (/is forbidden|cannot (?:get|list|create|patch|update|delete) resource|serviceaccount.*not found/i.test(text))
    return 'forbidden';
  if (/is invalid|denied the request|unknown field|no matches for kind|field not declared|immutable/i.test(text))
    return 'refused';
  return 'sync-failed';
}
