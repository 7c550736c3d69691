import { isAmong, peopleWords } from '../domain/access/conditions.ts';
import { requestId } from '../domain/cluster/names.ts';
import { clusterRows } from '../domain/cluster/rows.ts';
import type { ParsedCommand } from '../domain/command/command.ts';
import { type Finding, fault } from '../domain/finding.ts';
import { heldWords, lockFinding, names, requestFinding } from '../domain/locks/findings.ts';
import { type Lock, lockAgainst, lockOn, longestList, withLock, withoutLock } from '../domain/locks/lock.ts';
import { lockedReply, lockIssueBody, lockIssueTitle, locksReply, unlockedReply } from '../domain/report/lock-text.ts';
import { acknowledgement } from '../domain/report/replies.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { Clock } from '../ports/clock.ts';
import type { Tree } from '../ports/github.ts';
import type { KeptIssue, KeptIssues } from '../ports/kept-issues.ts';
import type { Signer } from '../ports/signer.ts';
import { type Answer, refusal } from './answer.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { lockMarker, openRequests, readLockBook } from './lock-book.ts';
import { auditedPerson, auditedPlace, type RecordAct } from './record-act.ts';
import type { ReplanCluster } from './replan-cluster.ts';

interface Needs {
  readonly lockIssues: KeptIssues;
  readonly tree: Tree;
  readonly signer: Signer;
  readonly replan: ReplanCluster;
  readonly recordAct: RecordAct;
  readonly clock: Clock;
}

type Handler = (command: AllowedCommand, occasion: Occasion) => Promise<Answer>;

/**
 * `/lock`, `/unlock` and `/locks`. The locks live in the text of an issue, signed; they are read anew before each change, and one
 * job at a time changes those of a repository.
 */
export function createLockCommands(needs: Needs): {
  readonly lock: Handler;
  readonly unlock: Handler;
  readonly locks: Handler;
} {
  const { signer, clock } = needs;

  const read = async (repository: RepositoryRef) => {
    const issues = await needs.lockIssues.read(repository);
    return { issues, book: readLockBook(signer, repository.id, issues) };
  };

  /** Into the oldest issue. Should two have been opened at once, the others are emptied. */
  const write = async (repository: RepositoryRef, [first, ...others]: readonly KeptIssue[], locks: readonly Lock[]) => {
    const text = (of: readonly Lock[]) => {
      const marker = lockMarker(signer, repository.id, of);
      return `${lockIssueBody(of, marker.length)}\n${marker}`;
    };
    const written = await needs.lockIssues.write(repository, {
      ...(first === undefined ? {} : { existing: first.number }),
      title: lockIssueTitle,
      body: text(locks),
      open: locks.length > 0,
    });
    for (const { number } of others)
      await needs.lockIssues.write(repository, {
        existing: number,
        title: lockIssueTitle,
        body: text([]),
        open: false,
      });
    return written;
  };

  const record = async (
    kind: 'lock.taken' | 'lock.released',
    { index }: ParsedCommand,
    { job: { repository, issue, sender, sourceNodeId } }: Occasion,
    { cluster, owner, reason }: Lock,
  ) => {
    const request = requestId(repository.id, sourceNodeId, index);
    const of = owner.id === sender.id ? '' : `, which ${owner.login} had locked`;
    const said = kind === 'lock.taken' ? `${cluster} was locked` : `${cluster} was unlocked${of}`;
    await needs.recordAct({
      ...{ kind, act: `${kind}/${request}`, request, who: auditedPerson(sender) },
      what: { ...auditedPlace(repository), issue, said, cluster, ...(reason === undefined ? {} : { reason }) },
    });
  };

  const isKnown = async (name: string, { job, facts }: Occasion, folder: string): Promise<boolean> => {
    if (facts.clusterFolders?.includes(name) === true) return true;
    if (openRequests(signer, job.repository, facts.openPulls).some(({ request }) => names(request).includes(name)))
      return true;
    if (facts.baseSha === undefined) return false;
    const { files } = await needs.tree.files(job.repository, facts.baseSha, folder);
    return clusterRows(files, folder).some((row) => row.name === name);
  };

  return {
    lock: async ({ command, decision: { configuration } }, occasion) => {
      const { repository, sender, sourceNodeId } = occasion.job;
      const refuse = (finding: Finding): Answer => refusal(command, [finding]);
      const name = String(command.arguments['name'] ?? '');
      const { issues, book } = await read(repository);
      if (book.state === 'unreadable') return refuse(lockFinding(book, name, sender.id) as Finding);
      const other = lockAgainst(book.locks, name, sender.id);
      if (other !== undefined) return refuse(fault('lock/held', heldWords(other)));
      const { folder } = configuration.clusters;
      if (!(await isKnown(name, occasion, folder)))
        return refuse(fault('cluster/unknown', `No cluster "${name}" stands in ${folder}/`));

      const known = lockOn(book.locks, name);
      const reason = command.arguments['reason'];
      const lock: Lock = {
        cluster: name,
        owner: { id: sender.id, login: sender.login },
        ...(typeof reason === 'string' ? { reason } : {}),
        since: known?.since ?? clock.now(),
      };
      const locks = withLock(book.locks, lock);
      if (lockMarker(signer, repository.id, locks).length > longestList)
        return refuse(fault('lock/too-many', `${book.locks.length} clusters are locked`));
      const written = await write(repository, issues, locks);
      await record('lock.taken', command, occasion, lock);
      await needs.replan(repository, name, configuration, sourceNodeId);
      return {
        command: command.name,
        outcome: 'done',
        body: lockedReply(lock, written, peopleWords(configuration.policy.unlock)),
      };
    },

    unlock: async ({ command, decision: { configuration, by } }, occasion) => {
      const { repository, sender, sourceNodeId } = occasion.job;
      const refuse = (finding: Finding): Answer => refusal(command, [finding]);
      const name = String(command.arguments['name'] ?? '');
      const { issues, book } = await read(repository);
      if (book.state === 'unreadable') return refuse(lockFinding(book, name, sender.id) as Finding);
      const lock = lockOn(book.locks, name);
      if (lock === undefined) {
        if (occasion.repeated) {
          // An earlier try may have released it and gone no further.
          await needs.replan(repository, name, configuration, sourceNodeId);
          return { command: command.name, outcome: 'done', body: acknowledgement([`${name} is unlocked.`]) };
        }
        const open = openRequests(signer, repository, occasion.facts.openPulls);
        return refuse(requestFinding(open, name, '') ?? fault('lock/none', `nobody has locked ${name}`));
      }
      const { unlock } = configuration.policy;
      if (lock.owner.id !== sender.id && !isAmong(by, unlock)) {
        const cure = `Ask ${lock.owner.login}, or one of those who may release it, too: ${peopleWords(unlock)}.`;
        return refuse(fault('lock/not-yours', heldWords(lock), { cure }));
      }
      // Recorded first: a later try finds no lock that it could have released.
      await record('lock.released', command, occasion, lock);
      await write(repository, issues, withoutLock(book.locks, name));
      await needs.replan(repository, name, configuration, sourceNodeId);
      return { command: command.name, outcome: 'done', body: unlockedReply(lock, sender.id, clock.now()) };
    },

    locks: async ({ command }, { job, facts }) => {
      const book = readLockBook(signer, job.repository.id, facts.lockIssues);
      if (book.state === 'unreadable') return refusal(command, [lockFinding(book, '', undefined) as Finding]);
      const open = openRequests(signer, job.repository, facts.openPulls);
      return { command: command.name, outcome: 'done', body: locksReply(book.locks, open, clock.now()) };
    },
  };
}
