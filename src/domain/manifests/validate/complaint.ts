import type { Finding } from '../../finding.ts';
import type { Located } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';

/** A finding about an object, at one of its values; the message begins with the object, so that it can be understood without the line. */
export function complaint(
  document: SourceDocument,
  node: Located | undefined,
  {
    code,
    severity = 'error',
    message,
    cure,
  }: Pick<Finding, 'code' | 'message' | 'cure'> & { readonly severity?: Finding['severity'] },
): Finding {
  return {
    code,
    severity,
    message: `${document.kind} ${document.name ?? ''}: ${message}`,
    place: document.place((node ?? document.root).at),
    cure,
  };
}
