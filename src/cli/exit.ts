import type { Finding } from '../domain/finding.ts';
import { printFinding } from '../domain/print-finding.ts';

/** Exit codes of every command: stable, so that scripts can rely on them. */
export const exitCodes = { ok: 0, failed: 1, refused: 2 } as const;

/** Ends a command with a message on stderr and an exit code. */
export class CliExit extends Error {
  override readonly name = 'CliExit';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Ends a command because of what was given to it: throws `CliExit` 2 with every finding. */
export function refuse(findings: readonly Finding[]): never {
  throw new CliExit(exitCodes.refused, findings.map(printFinding).join('\n'));
}
