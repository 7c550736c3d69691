import { resolve } from 'node:path';
import { run } from './programs.ts';

/** What a person who installs the bot must give, whatever else. */
export const neededValues = { github: { existingSecret: 'clusterops-github' }, servedRepositories: ['acme/*'] };

/** The templates that make the rights of the bot. */
export const rightsTemplates = 'service-account reader previews-argocd previews-flux releases-flux clean-up dry-run'
  .split(' ')
  .map((name) => `templates/rbac/${name}.yaml`);

/** Where both engines are. */
export const bothEngines = { managementCluster: { fluxNamespaces: ['flux-system'] } };

/** Those of them that are bound where clusters are. */
export const boundTemplates = ['templates/rbac/clean-up.yaml', 'templates/rbac/dry-run.yaml'];

/** Whom the bot asks for dry runs as. */
export const dryRunIdentity = 'system:serviceaccount:clusterops:clusterops-dry-run';

export type Rendered =
  | { readonly ok: true; readonly manifests: string }
  | { readonly ok: false; readonly complaint: string };

/** What the real Helm makes of the chart for a release `clusterops` in the namespace of that name; `only`: of these templates. */
export function renderChart(values: object, only: readonly string[] = []): Rendered {
  const { status, stdout, stderr } = run(
    'helm',
    [
      ...['template', 'clusterops', resolve('deploy/chart'), '--namespace', 'clusterops', '--values', '-'],
      // A Helm that was built without flags takes itself for one of Kubernetes 1.20.
      ...['--kube-version', '1.36.3'],
      ...only.flatMap((template) => ['--show-only', template]),
    ],
    { input: JSON.stringify(values), env: { PATH: '', HOME: '/nonexistent' } },
  );
  return status === 0 ? { ok: true, manifests: stdout } : { ok: false, complaint: stderr || stdout };
}

/** The same for values beside the needed ones; throws with Helm's complaint when it refuses them. */
export function chartWith(values: object = {}, only: readonly string[] = []): string {
  const rendered = renderChart({ ...neededValues, ...values }, only);
  if (!rendered.ok) throw new Error(rendered.complaint);
  return rendered.manifests;
}
