import type { Decision } from '../domain/access/decide.ts';
import { requestId } from '../domain/cluster/names.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { redact } from '../domain/text/redact.ts';
import type { AuditTrail } from '../ports/audit.ts';
import type { HandleCommandJob } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';

export type AuditCommand = (
  job: HandleCommandJob,
  line: ParsedCommand,
  decision: Exclude<Decision, { verdict: 'ignore' }>,
) => Promise<void>;

/** Writes what was decided on a command, and by which rules, into the log and the audit trail. A job that runs twice writes twice. */
export function createAuditCommand(needs: { readonly audit: AuditTrail; readonly log: Log }): AuditCommand {
  return async (job, line, { verdict, why }) => {
    const { repository, issue, sender, sourceNodeId, delivery } = job;
    const what = {
      repository: `${repository.owner}/${repository.name}`,
      repositoryId: repository.id,
      issue,
      source: sourceNodeId,
      command: redact(line.raw),
      // What was asked and let it pass is known from the configuration of that day; what kept it back is not.
      because: verdict === 'deny' ? why.filter(({ holds }) => !holds) : [],
    };
    const kind = verdict === 'deny' ? 'command.denied' : 'command.allowed';
    const who = `${sender.login} (${sender.id})`;
    const request = requestId(repository.id, sourceNodeId, line.index);
    needs.log.info({ ...what, kind, who, request, delivery }, 'command decided');
    await needs.audit.put({ kind, who, request, what });
  };
}
