import { CliExit, exitCodes } from './exit.ts';
import { openQueue } from './open-queue.ts';

export interface AuditOptions {
  readonly since?: string;
  readonly request?: string;
  readonly kind?: string;
  /** A login. */
  readonly who?: string;
  readonly json?: boolean;
}

const page = 1_000;

/** `clusterops audit`: decisions and acts, oldest first, as a table or as JSON lines. */
export async function audit(
  environment: Readonly<Record<string, string | undefined>>,
  options: AuditOptions,
  print: (line: string) => void,
): Promise<void> {
  const since = options.since === undefined ? 0 : Date.parse(options.since);
  if (Number.isNaN(since))
    throw new CliExit(exitCodes.refused, `--since ${options.since} is no time; give one such as 2026-12-24T18:00:00Z.`);
  const queue = await openQueue(environment);
  try {
    let after = 0;
    for (;;) {
      const rows = await queue.audit.list({
        after,
        since,
        most: page,
        ...(options.request === undefined ? {} : { request: options.request }),
      });
      for (const { seq, at, kind, who = '', request = '', what } of rows) {
        after = seq;
        if (options.kind !== undefined && kind !== options.kind) continue;
        if (options.who !== undefined && who.split(' ')[0]?.toLowerCase() !== options.who.toLowerCase()) continue;
        const time = new Date(at).toISOString();
        if (options.json === true) print(JSON.stringify({ seq, at: time, kind, who, request, ...what }));
        else print(`${time}  ${kind}  ${who}  ${request}  ${String(what['command'] ?? what['said'] ?? '')}`);
      }
      if (rows.length < page) return;
    }
  } finally {
    await queue.close();
  }
}
