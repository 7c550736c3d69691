import type { Finding } from '../../finding.ts';
import { didYouMean } from '../../text/suggest.ts';

/** A machine type that a provider does not have; `meant` is what was probably meant. */
export function noSuchType(message: string, example: string, meant?: string): Finding {
  const cure = meant === undefined ? `Use a machine type such as ${example}.` : `Did you mean "${meant}"?`;
  return { code: 'cluster/machine-type-invalid', severity: 'error', message, cure };
}

/** A machine type that has the form of one but is not known here: let through, because clouds add several a year. */
export function unknownType(type: string, known: readonly string[]): Finding {
  const meant = didYouMean(type, known);
  return {
    code: 'cluster/machine-type-invalid',
    severity: 'warning',
    message: `The machine type "${type}" is not known here; it was taken as written.`,
    cure: meant === undefined ? 'Check the spelling.' : `Check the spelling; did you mean "${meant}"?`,
  };
}
