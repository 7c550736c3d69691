import { type Change, edited, fresh, type Packaging, type Standing } from './standing.ts';

/** They may all comment; `reader` may do no more. */
export const people = ['octavia', 'wim', 'maintainer', 'reader'] as const;
export type Person = (typeof people)[number];

/** A file that people write into: the first of a cluster, or the one with its pools. */
export type NotedFile = 'first' | 'pools';

export type Act =
  | (Change & { readonly dry: boolean })
  | { readonly kind: 'lock' | 'unlock' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'merge' }
  | { readonly kind: 'confirm'; readonly right: boolean }
  /** By hand, of the first pool on the base branch. */
  | { readonly kind: 'resize'; readonly to: number }
  | { readonly kind: 'note'; readonly on: 'main' | 'request'; readonly file: NotedFile; readonly note: string };

/** What is said in a comment. */
export type Command = Exclude<Act, { readonly kind: 'merge' | 'note' | 'resize' }>;

/** A request whose pull request is open. */
export interface Open {
  readonly by: Person;
  readonly deletes: boolean;
  readonly confirmed: boolean;
  readonly becomes: (before: Standing | undefined) => Standing | undefined;
  /** What its branch says; undefined: no cluster. */
  readonly head: Standing | undefined;
  /** Whether its lines are far from those that say sizes. */
  readonly sparesSizes: boolean;
  /** Files that people wrote into on its branch, and on the base branch meanwhile. */
  readonly pushed: readonly NotedFile[];
  readonly overtaken: readonly NotedFile[];
}

export interface Modelled {
  readonly packaging: Packaging;
  /** On the base branch; undefined: not there. */
  readonly stands: Standing | undefined;
  readonly lock: Person | undefined;
  readonly open: Open | undefined;
  /** Branches that stay, because people committed to them. */
  readonly kept: number;
}

/** What should come of an act. `idle`: there is nothing that a person could do it to. */
export interface Foreseen {
  readonly answer: 'done' | 'idle' | 'conflict' | (string & {});
  readonly after: Modelled;
}

export function foresee(act: Act, who: Person, before: Modelled): Foreseen {
  const { lock, open } = before;
  const answers = (answer: string, after: Partial<Modelled> = {}): Foreseen => ({
    answer,
    after: { ...before, ...after },
  });
  switch (act.kind) {
    case 'merge':
      return merged(before);
    case 'note':
      return noted(act, before);
    case 'resize':
      return resized(act.to, before);
    case 'cancel':
      if (open === undefined) return answers('idle');
      if (who === 'reader') return answers('access/permission');
      return answers('done', left(before));
    case 'confirm':
      if (open?.deletes !== true) return answers('idle');
      if (who === 'reader') return answers('access/permission');
      if (isHeld(before, who)) return answers('lock/held');
      if (!act.right) return answers('deletion/code-wrong');
      return answers('done', { open: { ...open, confirmed: true } });
    case 'lock':
      if (who === 'reader') return answers('access/permission');
      if (isHeld(before, who)) return answers('lock/held');
      if (before.stands === undefined && open === undefined) return answers('cluster/unknown');
      return answers('done', { lock: who });
    case 'unlock':
      if (who === 'reader') return answers('access/permission');
      if (lock === undefined) return answers(open === undefined ? 'lock/none' : 'cluster/taken');
      if (lock !== who && who !== 'maintainer') return answers('lock/not-yours');
      return answers('done', { lock: undefined });
    default:
      return asked(act, who, before);
  }
}

/** Whether somebody else's lock keeps a person from changing the cluster. */
const isHeld = ({ lock }: Modelled, who: Person): boolean => lock !== undefined && lock !== who;

/** Without its open request, whose branch goes unless people committed to it. */
const left = ({ open, kept }: Modelled): Pick<Modelled, 'open' | 'kept'> => ({
  open: undefined,
  kept: kept + (open !== undefined && open.pushed.length > 0 ? 1 : 0),
});

function asked(act: Change & { readonly dry: boolean }, who: Person, before: Modelled): Foreseen {
  const { stands, open, packaging } = before;
  const deletes = act.kind === 'delete';
  const refused = refusal(act, who, before);
  if (refused !== undefined) return { answer: refused, after: before };
  // A second deletion is shown the first one.
  if (act.dry || (deletes && open?.deletes === true)) return { answer: 'done', after: before };
  const becomes = (base: Standing | undefined): Standing | undefined => {
    if (deletes) return undefined;
    if (act.kind === 'create') return fresh(2);
    return base && (edited(act, base, packaging) as Standing);
  };
  const opened: Open = {
    ...{ by: who, deletes, confirmed: false, becomes, head: becomes(stands) },
    ...{ sparesSizes: act.kind === 'extend', pushed: [], overtaken: [] },
  };
  return { answer: 'done', after: { ...before, open: opened } };
}

function refusal(act: Change & { readonly dry: boolean }, who: Person, before: Modelled): string | undefined {
  const { stands, open, packaging } = before;
  if (who === 'reader') return 'access/permission';
  const holds = isHeld(before, who) ? 'lock/held' : open === undefined ? undefined : 'cluster/taken';
  // A dry run is answered whoever holds the cluster.
  const refuses = act.dry ? undefined : holds;
  // A creation asks first whether the name is taken, and a deletion whether there is anything to delete.
  if (act.kind === 'create') return stands !== undefined || open !== undefined ? 'cluster/taken' : refuses;
  if (act.kind === 'delete') {
    if (stands === undefined) return 'cluster/unknown';
    return open?.deletes === true ? undefined : refuses;
  }
  if (refuses !== undefined) return refuses;
  if (stands === undefined) return holds ?? 'cluster/unknown';
  const outcome = edited(act, stands, packaging);
  return typeof outcome === 'string' ? outcome : undefined;
}

/** People merge what Plan lets pass; of deletions also what waits for its confirmation: then only the files go. */
function merged(before: Modelled): Foreseen {
  const { open, stands } = before;
  if (open === undefined) return { answer: 'idle', after: before };
  if (isHeld(before, open.by)) return { answer: 'lock/held', after: before };
  const isOvertaken = open.deletes
    ? open.overtaken.length > 0
    : open.pushed.some((file) => open.overtaken.includes(file));
  if (isOvertaken) return { answer: 'conflict', after: before };
  return { answer: 'done', after: { ...before, ...left(before), stands: open.becomes(stands) } };
}

function resized(to: number, before: Modelled): Foreseen {
  const { stands, open } = before;
  const pool = stands?.pools['md-0'];
  // A change of the same lines is for people to settle.
  const isFree = open === undefined || (open.sparesSizes && !open.pushed.includes('pools'));
  if (stands === undefined || pool === undefined || pool.replicas === to || !isFree)
    return { answer: 'idle', after: before };
  const pools = { ...stands.pools, 'md-0': { ...pool, replicas: to } };
  return { answer: 'done', after: { ...before, stands: { ...stands, pools } } };
}

function noted({ on, file, note }: Extract<Act, { kind: 'note' }>, before: Modelled): Foreseen {
  const { open, stands } = before;
  const withNote = (standing: Standing | undefined): Standing | undefined =>
    standing && { ...standing, notes: [...standing.notes, note] };
  if (on === 'main') {
    if (stands === undefined) return { answer: 'idle', after: before };
    const overtaken = open && { ...open, overtaken: [...open.overtaken, file] };
    return { answer: 'done', after: { ...before, stands: withNote(stands), open: overtaken } };
  }
  if (open === undefined || open.deletes) return { answer: 'idle', after: before };
  const pushed: Open = {
    ...{ ...open, pushed: [...open.pushed, file] },
    ...{ head: withNote(open.head), becomes: (base) => withNote(open.becomes(base)) },
  };
  return { answer: 'done', after: { ...before, open: pushed } };
}
