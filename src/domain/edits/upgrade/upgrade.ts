import { type Finding, fault, type Outcome } from '../../finding.ts';
import type { ClusterEdit, EditAsked, Edited } from '../edit.ts';
import { documentsOf } from '../folder.ts';
import { templatesOfChart } from '../left-by-chart.ts';
import { upgradeFiles } from './upgrade-files.ts';

/**
 * `/upgrade-cluster`: the next step to another version. The control plane moves first; the same command follows once it runs the new
 * version, and moves the workers.
 */
export const upgrade: ClusterEdit = {
  kind: 'upgrade-cluster',
  verb: 'Upgrade',
  waitsUntilReady: true,
  looksIntoBases: true,
  looksIntoClasses: true,
  effect: 'the engine applies the new version, and Cluster API replaces the machines one after the other',
  apply(asked: EditAsked): Outcome<Edited> {
    const { cluster, files, bases = [], classes = [], arguments: given } = asked;
    const target = String(given['version'] ?? '');
    const outcome = upgradeFiles(files, {
      cluster: cluster.name,
      target,
      bases,
      classes,
      ...(cluster.provider === undefined ? {} : { provider: cluster.provider }),
    });
    if (!outcome.ok) return outcome;
    const { step, continues } = outcome.value;
    const next = continues ? [workersNext(target)] : step === 'workers' ? [controlPlaneFirst(target)] : [];
    return { ...outcome, notes: [...next, ...outcome.notes, ...(step === 'nothing' ? [] : leftByChart(asked))] };
  },
  inverse: () =>
    'no command: Kubernetes has no way down. Before any version is taken back, restore etcd from a backup of the old version',
};

/** Where a template names an image of the version, as some flavours' do, the chart makes another; its values do not tell. */
function leftByChart(asked: EditAsked): readonly Finding[] {
  const documents = documentsOf(asked.files);
  if (!documents.ok || !asked.cluster.path.endsWith('/values.yaml')) return [];
  return templatesOfChart(asked, documents.value, 'If a template names the version, the chart makes');
}

function workersNext(target: string): Finding {
  const message = `Only the control plane moves now; the workers keep their version until it runs ${plain(target)}.`;
  const cure =
    'When Ready on the merge commit says so, the same command follows by itself and opens their pull request; /cancel before that stops it. Where no management cluster is connected, give it again yourself.';
  return { ...fault('cluster/upgrade-continues', message, { cure }), severity: 'notice' };
}

function controlPlaneFirst(target: string): Finding {
  const message = `The control plane has ${plain(target)} in its files already, and has to run it before this is merged.`;
  const cure = 'Look at /cluster-status, or at Ready on the merge commit of the control plane.';
  return { ...fault('cluster/upgrade-continues', message, { cure }), severity: 'notice' };
}

const plain = (version: string): string => version.replace(/^v/, '');
