import { fault } from '../finding.ts';
import type { Permission, Person } from '../repository.ts';
import { type Ask, isAmong, peopleWords, unmet } from './conditions.ts';
import type { Deed } from './deeds.ts';
import type { ApprovalRule } from './policy.ts';
import { type Check, fails, holds } from './rule-line.ts';

/** What a person said last of a pull request in a review. A dismissed review says nothing, and a comment changes nothing. */
export interface Opinion {
  readonly reviewer: Person;
  readonly says: 'approved' | 'changes requested';
  /** The head that it is about. */
  readonly sha: string;
}

/** An opinion, with what is known of its reviewer now. */
export interface Verdict extends Opinion {
  readonly permission: Permission;
  readonly teams?: readonly string[];
}

/** A commit of a pull request. */
export interface PullCommit {
  readonly sha: string;
  /** Its author and its committer, by database id, as far as GitHub knows them. */
  readonly by: readonly number[];
  /** GitHub itself signed it, as it does for Apps and on its pages. */
  readonly signedByGitHub: boolean;
}

/** Who made the commits of a pull request. */
export interface Makers {
  readonly people: readonly number[];
  /** Why that is not known in full, a sentence each. */
  readonly untold: readonly string[];
}

/** GitHub lists no more commits of a pull request. */
const mostCommits = 250;

/**
 * Who made the commits, beside ClusterOps: `own` is the one that it is known to have made. A commit that GitHub signed for nobody whom it
 * knows was made by an App.
 */
export function makersOf(commits: readonly PullCommit[], own: string | undefined): Makers {
  const untold = commits
    .filter(({ sha, by, signedByGitHub }) => by.length === 0 && !signedByGitHub && sha !== own)
    .map(({ sha }) => `GitHub knows neither the author nor the committer of ${sha.slice(0, 12)}.`);
  const people = new Set(commits.filter(({ sha }) => sha !== own).flatMap(({ by }) => by));
  const cut = commits.length < mostCommits ? [] : [`Of more than ${mostCommits - 1} commits GitHub does not list all.`];
  return { people: [...people], untold: [...untold, ...cut] };
}

/** Who asks for what to be merged. */
export interface Proposed extends Omit<Ask, 'command' | 'subject'> {
  readonly deeds: readonly Deed[];
}

/** The rules that ask for approvals of this. */
export const approvalsNeeded = (
  rules: readonly ApprovalRule[],
  { deeds, ...asker }: Proposed,
): readonly ApprovalRule[] =>
  rules.filter(
    ({ when, except }) =>
      deeds.some((deed) => unmet(when, { ...asker, ...deed }, true) === undefined) &&
      (except === undefined || !isAmong(asker, except)),
  );

/** What approvals are held against. */
export interface ToApprove {
  readonly asker: Person;
  readonly makers: Makers;
  readonly headSha: string;
  /** May approve where a rule does not say who. */
  readonly otherwise: Permission;
}

/**
 * Holds what reviewers said against rules that ask for approvals. An approval counts for the very head, of somebody else than
 * `asker` and `makers`, and of one who may now; none does where it is not known who made what. Whoever may approve and requests
 * changes holds the pull request back, as on GitHub.
 */
export const checkApprovals = (
  rules: readonly ApprovalRule[],
  asked: ToApprove,
  verdicts: readonly Verdict[],
): readonly Check[] => rules.map((rule) => checkApproval(rule, asked, verdicts));

function checkApproval(
  { name, approvals, reason, by: given }: ApprovalRule,
  { asker, makers, headSha, otherwise }: ToApprove,
  verdicts: readonly Verdict[],
): Check {
  const rule = `policy.approvals.${name}`;
  const by = given ?? { permission: otherwise };
  const may = ({ reviewer, ...member }: Verdict): boolean => isAmong({ sender: reviewer, ...member }, by);
  const others = verdicts.filter((verdict) => verdict.reviewer.id !== asker.id && may(verdict));
  const objecting = others.filter(({ says }) => says === 'changes requested').map(loginOf);
  const made = ({ reviewer }: Verdict): boolean => makers.people.includes(reviewer.id);
  const approved = others.filter((verdict) => verdict.says === 'approved' && verdict.sha === headSha && !made(verdict));
  const approving = makers.untold.length > 0 ? [] : approved.map(loginOf);
  const missing = approvals - approving.length;
  if (missing <= 0 && objecting.length === 0) return holds(rule, `Approved by ${approving.join(', ')}.`);

  const asides = verdicts.flatMap((verdict) => {
    const { reviewer, says, sha } = verdict;
    if (says === 'changes requested') return others.includes(verdict) ? [`${reviewer.login} requests changes.`] : [];
    if (reviewer.id === asker.id) return [`${reviewer.login} asked for it, and is not counted.`];
    if (!may(verdict)) return [`${reviewer.login} approved it, and is not one of those who may.`];
    if (made(verdict)) return [`${reviewer.login} made commits of it, and is not counted.`];
    return sha === headSha ? [] : [`${reviewer.login} approved an older commit, ${sha.slice(0, 12)}.`];
  });
  const has = approving.length === 0 ? 'there is none' : `there is that of ${approving.join(', ')}`;
  const message = `The rule "${rule}" asks for ${approvalsOf(approvals)} of ${headSha.slice(0, 12)} by others than ${asker.login}, and ${has}.`;
  const untold = makers.untold.map((each) => `${each} So nobody is known to approve what others made.`);
  const why = reason === undefined ? [] : [`${reason.replace(/\.$/, '')}.`];
  const cure =
    untold.length > 0
      ? 'Make these commits anew, fewer or with addresses that belong to accounts on GitHub, and have that approved.'
      : missing > 0
        ? `Have it approved by ${missing === 1 ? 'one' : missing} of those who may: ${peopleWords(by)}.`
        : `Have ${objecting.join(', ')} approve it, or the review dismissed.`;
  return fails(rule, message, fault('access/approval', [message, ...why, ...asides, ...untold].join(' '), { cure }));
}

/** What its pull request will need, as lines of the decision on a command. */
export const approvalLines = (
  rules: readonly ApprovalRule[],
  proposed: Proposed,
  otherwise: Permission,
): readonly Check[] =>
  approvalsNeeded(rules, proposed).map(({ name, approvals, by = { permission: otherwise } }) =>
    holds(
      `policy.approvals.${name}`,
      `The pull request will need ${approvalsOf(approvals)} by others than ${proposed.sender.login}: ${peopleWords(by)}.`,
    ),
  );

const loginOf = ({ reviewer }: Verdict): string => reviewer.login;
const approvalsOf = (count: number): string => (count === 1 ? 'an approval' : `${count} approvals`);
