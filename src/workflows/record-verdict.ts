import { planVerdict } from '../domain/access/plan-verdict.ts';
import type { Finding } from '../domain/finding.ts';
import { textDigest } from '../domain/report/digest.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import { redact } from '../domain/text/redact.ts';
import type { Settings } from '../ports/requests.ts';
import { auditedPlace, type RecordAct } from './record-act.ts';

/** A head that Plan has judged. */
export interface JudgedHead {
  readonly repository: RepositoryRef;
  /** Absent for a merge group. */
  readonly pull?: number | undefined;
  readonly headSha: string;
  readonly request?: string | undefined;
  readonly findings: readonly Finding[];
  /** What the policy asked for and has. */
  readonly said?: string | undefined;
}

export type RecordVerdict = (judged: JudgedHead) => Promise<void>;

/**
 * Records what Plan decided of a head when it is another than before, however often Plan runs. Where nothing was asked, and nothing
 * was held back before, there is no decision.
 */
export function createRecordVerdict(needs: {
  readonly settings: Settings;
  readonly recordAct: RecordAct;
}): RecordVerdict {
  return async ({ repository, pull, headSha, request, findings, said = '' }) => {
    const { verdict, because } = planVerdict(findings);
    const subject = `${repository.id}/${pull ?? headSha}`;
    const mark = `verdict:${subject}`;
    const last = await needs.settings.get(mark);
    if (last === undefined && because.length === 0 && said === '') return;
    const digest = textDigest(JSON.stringify([headSha, verdict, because, said]));
    const [known, count = '0'] = last?.split(' ') ?? [];
    if (known === digest) return;
    const next = Number(count) + 1;
    const kind = `plan.${verdict}` as const;
    await needs.recordAct({
      kind,
      // The same decision, taken again after one in between, is another act; taken again by a job that died here, the same.
      act: [kind, subject, next, digest].join('/'),
      ...(request === undefined ? {} : { request }),
      what: {
        ...auditedPlace(repository),
        ...(pull === undefined ? {} : { pull }),
        headSha,
        said: redact(because.map(({ message }) => message).join(' ') || said || 'Nothing holds it back any more.'),
        because: because.map(({ code }) => code),
      },
    });
    await needs.settings.put(mark, `${digest} ${next}`);
  };
}
