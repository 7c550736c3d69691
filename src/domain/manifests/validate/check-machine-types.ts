import type { Finding } from '../../finding.ts';
import { checkAlibabaMachineType } from '../providers/alibaba/machine-types.ts';
import { checkAwsMachineType } from '../providers/aws/machine-types.ts';
import { checkAzureMachineType } from '../providers/azure/machine-types.ts';
import { checkGcpMachineType } from '../providers/gcp/machine-types.ts';
import { checkHetznerMachineType } from '../providers/hetzner/machine-types.ts';
import { at, itemsAt, type Located, textAt } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { complaint } from './complaint.ts';

type Check = (type: string, role: 'worker') => readonly Finding[];
type Place = (root: Located) => readonly (Located | undefined)[];

const ofTemplate =
  (field: string): Place =>
  (root) => [at(root, 'spec', 'template', 'spec', field)];
const ofPool =
  (field: string): Place =>
  (root) => [at(root, 'spec', field)];

/** Where each kind says its machine type, and whose types these are. */
const kinds: Readonly<Record<string, readonly [Check, Place]>> = {
  AWSMachineTemplate: [checkAwsMachineType, ofTemplate('instanceType')],
  AWSManagedMachinePool: [checkAwsMachineType, ofPool('instanceType')],
  GCPMachineTemplate: [checkGcpMachineType, ofTemplate('instanceType')],
  GCPManagedMachinePool: [checkGcpMachineType, ofPool('machineType')],
  AzureMachineTemplate: [checkAzureMachineType, ofTemplate('vmSize')],
  AzureASOManagedMachinePool: [
    checkAzureMachineType,
    (root) => itemsAt(root, 'spec', 'resources').map((each) => at(each, 'spec', 'vmSize')),
  ],
  HCloudMachineTemplate: [checkHetznerMachineType, ofTemplate('type')],
  AlibabaCloudMachineTemplate: [checkAlibabaMachineType, ofTemplate('instanceType')],
};

/**
 * Machine types that their provider does not have, as far as is known here. Warnings, where a command is refused: whoever writes
 * a type by hand may know one that is newer than our tables.
 */
export function checkMachineTypes(document: SourceDocument): readonly Finding[] {
  const [check, places] = kinds[document.kind ?? ''] ?? [];
  if (check === undefined || places === undefined) return [];
  return places(document.root).flatMap((node) => {
    const type = textAt(node);
    if (type === undefined || type === '') return [];
    return check(type, 'worker').map(({ code, message, cure }) =>
      complaint(document, node, { code, severity: 'warning', message: lowered(message), cure }),
    );
  });
}

/** The message behind the object that stands in front of it. */
function lowered(message: string): string {
  return message.replace(/^The /, 'the ');
}
