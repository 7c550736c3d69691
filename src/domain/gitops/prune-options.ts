/** What an object is to its cluster, as far as its removal is concerned. */
export type ObjectRole =
  | 'cluster'
  | 'control-plane'
  | 'infrastructure'
  /** A machine or bootstrap template: immutable, so a change makes a new one and the old one stays until the roll-out ends. */
  | 'template'
  /** MachineDeployment, MachinePool, MachineHealthCheck: what Git may take away by leaving it out. */
  | 'workers'
  /** What installs a CNI or another add-on: HelmChartProxy, ClusterResourceSet and the ConfigMaps that it applies. */
  | 'addon';

const argocd = 'argocd.argoproj.io/sync-options';
const argocdCompare = 'argocd.argoproj.io/compare-options';
const flux = 'kustomize.toolkit.fluxcd.io/prune';

/**
 * Annotations that keep Argo CD and Flux from breaking Cluster API's order of deletion.
 *
 * - The Cluster goes only after a person's approval (Argo CD), or by the bot after one (Flux never prunes it).
 * - Control plane, infrastructure and templates are never removed by the engine: Cluster API removes them itself, by owner
 *   reference, after the machines that need them.
 * - A replaced template stays in the cluster though Git no longer has it, and does not count as out of sync meanwhile.
 * - Workers carry nothing: leaving a pool out of Git must remove it, and Cluster API then drains and deletes its machines.
 * - Add-ons stay as long as the cluster may still run on them: taking a CNI away from running nodes cuts them off.
 */
export function pruneAnnotations(role: ObjectRole): Readonly<Record<string, string>> {
  switch (role) {
    case 'cluster':
      return { [argocd]: 'Prune=confirm,Delete=confirm', [flux]: 'disabled' };
    case 'control-plane':
    case 'infrastructure':
    case 'addon':
      return { [argocd]: 'Prune=false,Delete=false', [flux]: 'disabled' };
    case 'template':
      return { [argocd]: 'Prune=false,Delete=false', [argocdCompare]: 'IgnoreExtraneous', [flux]: 'disabled' };
    case 'workers':
      return {};
  }
}

/**
 * Which of the two engines would take a Cluster with these annotations away as soon as Git no longer has it: Argo CD in
 * foreground unless its Application says otherwise, which deletes the machines before the Cluster that would drain them.
 */
export function prunedBy(annotations: Readonly<Record<string, string>>): readonly ('argocd' | 'flux')[] {
  const options = (annotations[argocd] ?? '').split(',').map((option) => option.trim());
  const held = ['Prune=confirm', 'Prune=false'].some((option) => options.includes(option));
  return [...(held ? [] : ['argocd' as const]), ...(annotations[flux] === 'disabled' ? [] : ['flux' as const])];
}
