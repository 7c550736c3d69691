import type { Decision } from '../domain/access/decide.ts';
import { requestId } from '../domain/cluster/names.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { redact } from '../domain/text/redact.ts';
import type { HandleCommandJob } from '../ports/jobs.ts';
import { auditedPerson, auditedPlace, type RecordAct } from './record-act.ts';

export type AuditCommand = (
  job: HandleCommandJob,
  line: ParsedCommand,
  decision: Exclude<Decision, { verdict: 'ignore' }>,
) => Promise<void>;

/** Records what was decided on a command, and by which rules; a later try that decides the same is the same decision. */
export const createAuditCommand =
  (recordAct: RecordAct): AuditCommand =>
  async (job, line, { verdict, why }) => {
    const { repository, issue, sender, sourceNodeId, delivery } = job;
    const kind = verdict === 'deny' ? 'command.denied' : 'command.allowed';
    const request = requestId(repository.id, sourceNodeId, line.index);
    await recordAct({
      kind,
      act: `${kind}/${request}`,
      who: auditedPerson(sender),
      request,
      what: {
        ...auditedPlace(repository),
        issue,
        source: sourceNodeId,
        delivery,
        command: redact(line.raw),
        // What was asked and let it pass is known from the configuration of that day; what kept it back is not.
        because: verdict === 'deny' ? why.filter(({ holds }) => !holds) : [],
      },
    });
  };
