import type { Request } from '../domain/cluster/request.ts';
import type { ChangeWords } from '../domain/report/pull-text.ts';
import type { Clock } from '../ports/clock.ts';
import type { Change, Changes, CommandFacts, OpenedChange } from '../ports/github.ts';
import type { RequestRecord, RequestStore } from '../ports/requests.ts';
import type { Signer } from '../ports/signer.ts';
import { type RecordAct, requestAct } from './record-act.ts';
import { placeTold } from './stand-in-line.ts';
import { findSticky } from './sticky.ts';

interface Needs {
  readonly changes: Changes;
  readonly requests: RequestStore;
  readonly signer: Signer;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
}

export interface PullToOpen extends Pick<Change, 'files' | 'deletions'> {
  readonly request: Request;
  readonly words: ChangeWords;
  readonly draft: boolean;
  readonly facts: CommandFacts & { readonly baseSha: string };
  /** Text of the comment that asked; its node gets the 🚀. */
  readonly sourceBody: string;
  /** True when an earlier try may have got part of the way. */
  readonly repeated: boolean;
}

type PullOpened =
  | (Extract<OpenedChange, { state: 'open' }> & {
      readonly record: RequestRecord;
      /** True when an earlier try had checks written already. */
      readonly checked: boolean;
    })
  | Exclude<OpenedChange, { state: 'open' }>;

/** Remembers a request, commits it and opens its pull request. Safe to repeat from any point: what is there is found, never made twice. */
export async function openPull(needs: Needs, asked: PullToOpen): Promise<PullOpened> {
  const { request, words, files, deletions, draft, facts } = asked;
  const stored = await needs.requests.get(request.id);
  const opening: RequestRecord = stored ?? {
    request,
    sourceBody: asked.sourceBody,
    phase: 'opening',
    runs: [],
    made: [],
    phaseSince: needs.clock.now(),
  };
  if (stored === undefined) await needs.requests.put(opening);
  const opened = await needs.changes.ensure({
    repository: request.repository,
    repositoryNodeId: facts.repository.nodeId,
    requestId: request.id,
    branch: request.branch,
    base: { name: request.base, sha: facts.baseSha },
    files,
    deletions,
    fresh: !asked.repeated && stored === undefined && facts.usedBranches?.includes(request.branch) === false,
    message: words.message,
    pull: {
      title: words.title,
      body: `${words.body}\n${needs.signer.mark('request', request.repository.id, request)}`,
      draft,
    },
  });
  if (opened.state !== 'open') return opened;

  const { pull, headSha } = opened;
  const who = request.asker;
  const { branch } = request;
  await needs.recordAct(
    requestAct(request, 'change.committed', headSha, { who, said: words.message.headline, branch, sha: headSha }),
  );
  await needs.recordAct(
    requestAct(request, 'pull.opened', pull.number, {
      who,
      said: `#${pull.number}: ${words.title}`,
      pull: pull.number,
    }),
  );
  const sticky =
    findSticky(needs.signer, request.repository.id, request.id, facts.ownComments) ?? placeOf(needs, asked);
  const record: RequestRecord = {
    ...opening,
    phase: opening.phase === 'opening' ? 'open' : opening.phase,
    pull: { number: pull.number, nodeId: pull.nodeId, url: pull.url, headSha },
    ...(opening.sticky !== undefined || sticky === undefined
      ? {}
      : { sticky: { nodeId: sticky.nodeId, url: sticky.url, digest: '' } }),
    phaseSince: opening.phase === 'opening' ? needs.clock.now() : opening.phaseSince,
  };
  await needs.requests.put(record);
  return { ...opened, record, checked: opening.runs.length > 0 };
}

/** Where it was told that the request stood in line: its sticky comment goes there. */
function placeOf({ signer }: Needs, { request, facts }: PullToOpen): ReturnType<typeof placeTold> {
  const told = placeTold(signer, request.repository.id, request.source.nodeId, facts.ownComments);
  return told?.request === request.id ? told : undefined;
}
