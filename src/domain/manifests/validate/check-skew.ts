import { parseVersion } from '../../cluster/versions.ts';
import type { Finding } from '../../finding.ts';
import { at, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { groupOf } from './folder.ts';

/** How many minor versions a kubelet may be older than the API server (Kubernetes version skew policy, since 1.28). */
const oldest = 3;

/** Workers that are newer than their control plane, or older than a kubelet may be. */
export function checkSkew(documents: readonly SourceDocument[]): readonly Finding[] {
  const controlPlane = documents.find(({ kind }) => kind?.endsWith('ControlPlane') === true);
  const wanted = parseMinor(textAt(controlPlane?.root, 'spec', 'version'));
  if (wanted === undefined) return [];
  return documents
    .filter(
      (each) => groupOf(each) === 'cluster.x-k8s.io' && ['MachineDeployment', 'MachinePool'].includes(each.kind ?? ''),
    )
    .flatMap((each) => {
      const node = at(each.root, 'spec', 'template', 'spec', 'version');
      const text = textAt(node);
      const minor = parseMinor(text);
      if (node === undefined || minor === undefined || (minor <= wanted && wanted - minor <= oldest)) return [];
      return [skewed(each, node, text ?? '', minor > wanted, `v1.${wanted}`)];
    });
}

function skewed(document: SourceDocument, node: Located, version: string, newer: boolean, than: string): Finding {
  const { kind = '', name = '' } = document;
  return {
    code: 'cluster/version-skew',
    severity: 'error',
    message: newer
      ? `${kind} ${name}: ${version} is newer than the control plane, ${than}.`
      : `${kind} ${name}: ${version} is more than ${oldest} minor versions older than the control plane, ${than}.`,
    place: document.place(node.at),
    cure: newer ? 'Upgrade the control plane first.' : 'Upgrade the workers first.',
  };
}

function parseMinor(text: string | undefined): number | undefined {
  const version = text === undefined ? undefined : parseVersion(/^v?\d+\.\d+$/.test(text) ? `${text}.0` : text);
  return version?.minor;
}
