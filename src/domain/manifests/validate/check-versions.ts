import { checkVersion } from '../../cluster/versions.ts';
import type { Finding } from '../../finding.ts';
import { at, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';
import { groupOf } from './folder.ts';

/** Where objects say which version of Kubernetes their machines run; the first that is there counts. */
const controlPlaneVersions = [
  ['spec', 'version'],
  ['spec', 'controlPlaneVersion'],
];
/** Its version is that of OpenShift. */
const openshift = 'ROSAControlPlane';
const workerVersion = ['spec', 'template', 'spec', 'version'];
const workers = ['MachineDeployment', 'MachinePool', 'MachineSet'];

/** Minor versions that a kubelet may be older than the API server (Kubernetes version skew policy). */
const mostBehind = 3;

/** Versions that Cluster API does not support or that are known to be bad, and workers too new or too old for their control plane. */
export function checkVersions(documents: readonly SourceDocument[]): readonly Finding[] {
  const own = documents.filter((each) => groupOf(each).endsWith('cluster.x-k8s.io'));
  return [...own.flatMap(checkOne), ...own.flatMap((each) => checkSkew(each, own))];
}

function versionOf(document: SourceDocument): Located | undefined {
  const { kind = '', root } = document;
  if (workers.includes(kind)) return at(root, ...workerVersion);
  if (kind === 'Cluster') return at(root, 'spec', 'topology', 'version');
  if (!kind.endsWith('ControlPlane') || kind === openshift) return undefined;
  return controlPlaneVersions.map((keys) => at(root, ...keys)).find((node) => textAt(node) !== undefined);
}

/** A warning, because the management cluster may be newer than what is known here. */
function checkOne(document: SourceDocument): readonly Finding[] {
  const node = versionOf(document);
  const text = textAt(node);
  if (node === undefined || text === undefined) return [];
  // Services of the providers take a minor version alone, and suffixes of their own.
  const isManaged = /Managed/.test(document.kind ?? '');
  const minor = /^v?(\d{1,2}\.\d{1,3})(?=\D|$)/.exec(text)?.[1];
  // Distributions write theirs behind a plus: v1.34.3+rke2r1.
  const whole = isManaged && minor !== undefined ? `${minor}.0` : text.replace(/\+[\w.-]+$/, '');
  return checkVersion(whole).map((finding) => ({ ...finding, severity: 'warning', place: document.place(node.at) }));
}

function checkSkew(worker: SourceDocument, documents: readonly SourceDocument[]): readonly Finding[] {
  if (!workers.includes(worker.kind ?? '')) return [];
  const node = versionOf(worker);
  const minor = minorOf(textAt(node));
  const controlPlane = controlPlaneOf(textAt(worker.root, 'spec', 'clusterName'), documents);
  const said = controlPlane === undefined ? undefined : textAt(versionOf(controlPlane));
  const above = minorOf(said);
  if (minor === undefined || above === undefined || controlPlane === undefined) return [];
  if (minor <= above && minor >= above - mostBehind) return [];
  const { kind, name } = controlPlane;
  return [
    complaint(worker, node, {
      code: 'cluster/version-skew',
      message:
        minor > above
          ? `its machines run ${textAt(node)}, newer than the ${said} of ${kind} ${name ?? ''}.`
          : `its machines run ${textAt(node)}, ${above - minor} minor versions older than the ${said} of ${kind} ${name ?? ''}; ${mostBehind} are allowed.`,
      cure:
        minor > above ? 'Upgrade the control plane first.' : 'Upgrade the workers before the control plane goes on.',
    }),
  ];
}

/** The control plane of a cluster of the folder, or the one that there is. */
function controlPlaneOf(cluster: string | undefined, documents: readonly SourceDocument[]): SourceDocument | undefined {
  const owner = documents.find((each) => each.kind === 'Cluster' && each.name === cluster);
  const reference = at(owner?.root, 'spec', 'controlPlaneRef');
  const [kind, name] = [textAt(reference, 'kind'), textAt(reference, 'name')];
  return documents.find((each) => each.kind === kind && each.name === name);
}

function minorOf(text: string | undefined): number | undefined {
  const minor = text === undefined ? undefined : /^v?1\.(\d{1,3})(?=\D|$)/.exec(text)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
